// Numbers as sim/lesson/page writes them.

import { scientific } from "../numbers/numbers.js";

// figure writes a number of three digits; a very small or large one with a power of ten.
export function figure(x) {
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e4)) return scientific(x, 3).replace(/\.?0+·/, "·");
  return String(Number(x.toPrecision(3)));
}

export const signs = { about: "≈", above: ">", below: "<", is: "=" };
