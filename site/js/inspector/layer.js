// A layer as a whole: the sizes that its gradient is made of.

import { say } from "../text/inspector.js";
import { formula, heading, note, table } from "./blocks.js";
import { by, equal, id, num, product, row } from "./formula.js";
import * as s from "./symbols.js";
import { underflow } from "./zeros.js";

const rms = (of) => row(id("RMS"), id(" "), of);

// sizes returns the blocks about it.
export function sizes({ layer, chain }) {
  return [
    heading(say("inspector.sizes")),
    formula(equal(by(s.E, s.w), product(s.arrives, s.slope, s.x))),
    table(say("inspector.sizesAre"), [say("inspector.symbol"), say("inspector.meaning"), say("inspector.value")], [
      [rms(by(s.C, id("z"))), say("inspector.sizeDelta"), num(chain.delta)],
      [rms(id("x")), say("inspector.sizeInput"), num(layer.xRMS)],
      [rms(by(s.C, id("w"))), say("inspector.sizeSlope"), num(layer.dwRMS)],
      [rms(id("w")), say("inspector.sizeWeight"), num(layer.wRMS)],
    ]),
    note(say("inspector.sizesNote")),
    ...underflow(layer.dwRMS),
  ];
}
