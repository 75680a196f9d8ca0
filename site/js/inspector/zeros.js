// What is 0, and why; and what is so small that training holds it as 0.

import { FLOAT32_MIN } from "../numbers/numbers.js";
import { say } from "../text/inspector.js";
import { note } from "./blocks.js";

const REASONS = {
  input: "inspector.zeroInput", slope: "inspector.zeroSlope", arrives: "inspector.zeroArrives", sum: "inspector.zeroSum", small: "inspector.zeroSmall",
};

// smallness returns notes about the derivative of the example on show.
export function smallness({ unit, weight }) {
  const value = weight ? weight.example : unit.delta;
  if (value === 0) return [note(say(REASONS[weight ? weight.zero : unit.slope === 0 ? "slope" : unit.arrives === 0 ? "arrives" : "small"]))];
  return underflow(value);
}

// underflow says that float32 has no such number.
export const underflow = (value) => (value !== 0 && Math.abs(value) < FLOAT32_MIN ? [note(say("inspector.underflow"))] : []);
