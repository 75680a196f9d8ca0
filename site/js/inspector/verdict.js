// What comes of a check by central differences.

import { say } from "../text/inspector.js";
import { formula, note, table } from "./blocks.js";
import { by, bracket, digits, equal, frac, id, num, op, product, row } from "./formula.js";
import { symbol } from "./derivative.js";
import * as s from "./symbols.js";

const VERDICTS = { agrees: "inspector.agrees", differs: "inspector.differs", unseen: "inspector.unseen", kinked: "inspector.kinked" };

// verdict returns the blocks about a check of a report's place.
export function verdict(check, report) {
  const { mean, here, step, passes } = check;
  const what = { weight: symbol(report), bias: s.b, layer: id("w") }[check.of];
  const d = (h) => row(id("D"), bracket(h));
  const moved = (sign) => row(s.C, bracket(what, op(sign), id("h")));
  const blocks = [
    formula(equal(d(id("h")), frac(row(moved("+"), op("−"), moved("−")), row(num(2), id("h"))))),
    formula(equal(by(s.C, what), frac(row(product(num(4), d(row(id("h"), op("/"), num(2)))), op("−"), d(id("h"))), num(3)))),
    pairs(mean, here),
    note(say(VERDICTS[mean.verdict], { error: digits(mean.error), percent: apart(mean) }), mean.verdict === "differs"),
    note(say("inspector.checkedAt", { step, passes, h: digits(mean.h) })),
  ];
  if (check.of === "layer") blocks.push(note(say("inspector.checkedLayer")));
  if (check.of === "bias" && report.place.from !== -2) blocks.push(note(say("inspector.checkedBias")));
  if (here && here.verdict !== mean.verdict) blocks.push(note(say("inspector.exampleSays", { verdict: say(VERDICTS[here.verdict], { error: digits(here.error), percent: apart(here) }) })));
  return blocks;
}

// apart is how far the two are from each other, in per cent of the derivative.
const apart = ({ derivative, difference }) => (derivative ? digits((100 * Math.abs(derivative - difference)) / Math.abs(derivative)) : "–");

// pairs sets the derivative and the difference side by side.
function pairs(mean, here) {
  const line = (name, p) => [name, num(p.derivative), num(p.difference), num(p.error)];
  const rows = [line(say("inspector.ofBatch"), mean)];
  if (here) rows.push(line(say("inspector.ofExample"), here));
  return table(say("inspector.sideBySide"), ["", say("inspector.headBackward"), say("inspector.headDifference"), say("inspector.headError")], rows);
}
