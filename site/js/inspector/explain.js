// All that the panel says of a report.

import { grouped } from "../numbers/numbers.js";
import { say } from "../text/inspector.js";
import { batch } from "./batch.js";
import { chain } from "./chain.js";
import { curve } from "./curve.js";
import { derivative, preactivation } from "./derivative.js";
import { digits } from "./formula.js";
import { kernel } from "./kernel.js";
import { sizes } from "./layer.js";
import { way } from "./way.js";

// explain returns the blocks of a report.
export function explain(report) {
  const { unit } = report;
  if (!unit) return [...sizes(report), ...curve(report), ...kernel(report), ...chain(report)];
  return [
    ...derivative(report), ...way(report), ...preactivation(report), ...curve(report), ...kernel(report), ...batch(report), ...chain(report),
  ];
}

// under says what all numbers are of.
export const under = ({ step, layer, batch: count, loss }, lane) => say("inspector.under", { what: [...new Set([lane, layer.label])].join(" · "), step: grouped(step), count, loss: digits(loss) });
