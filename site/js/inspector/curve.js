// The activation's curve with the unit's operating points, and the layer's distribution of z.

import { percent } from "../numbers/numbers.js";
import { say } from "../text/inspector.js";
import { drawing, heading, note } from "./blocks.js";
import { plot } from "./drawings.js";
import { digits } from "./formula.js";

// curve returns the blocks about it.
export function curve({ curve: c, layer, unit }) {
  const about = unit
    ? say("inspector.pointsInWords", { label: layer.label, count: c.all, z: digits(unit.z), y: digits(unit.y), slope: digits(unit.slope) })
    : say("inspector.curveInWords", { label: layer.label });
  const shares = { saturated: percent(c.saturated), off: percent(c.off), slope: digits(c.slopeRMS), most: digits(c.maxD) };
  return [
    heading(say("inspector.curve", { label: layer.label })),
    drawing(about, () => plot(c)),
    note(say(unit ? "inspector.curveIs" : "inspector.curveOfLayer")),
    note(say(unit ? "inspector.unitShares" : "inspector.layerShares", shares)),
  ];
}
