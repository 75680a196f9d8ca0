// The logarithmic scale of the bars of all lanes, with marks at powers of ten, and at 1, where
// all of the gradient remains.

import { el } from "../page/dom.js";
import { superscript } from "./numbers.js";

const STEP = 3; // decades between marks
const USUAL = [-9, 3]; // the smallest range, in powers of ten
const WIDEST = [-18, 6]; // the largest range; words name values outside it

// range returns the powers of ten that include all values, between USUAL and WIDEST. It does
// not shrink.
export function range(values, [low, high] = USUAL) {
  for (const x of values) {
    if (!(x > 0) || x === Infinity) continue;
    low = Math.min(low, STEP * Math.floor(Math.log10(x) / STEP));
    high = Math.max(high, STEP * Math.ceil(Math.log10(x) / STEP));
  }
  return [Math.max(low, WIDEST[0]), Math.min(high, WIDEST[1])];
}

// position returns the place of a value on the scale, from 0 to 1, and the side on which it
// lies outside, "" for inside. 0 and unknown values are at the left end.
export function position(x, [low, high]) {
  if (x === null || x === 0) return { at: 0, beyond: "" };
  const at = (Math.log10(x) - low) / (high - low);
  return { at: Math.min(1, Math.max(0, at)), beyond: at < 0 ? "below" : at > 1 ? "above" : "" };
}

// marks returns the marks, each with its place and label.
export function marks([low, high]) {
  const powers = Array.from({ length: (high - low) / STEP + 1 }, (_, i) => low + STEP * i);
  return powers.map((n) => ({ at: (n - low) / (high - low), one: n === 0, label: n === 0 ? "1" : `10${superscript(n)}` }));
}

export class Scale {
  range = USUAL;
  #lanes;
  #ends;

  // lanes: [{axis, bar, tick}]; their marks stand between bar and tick.
  constructor(lanes, ends) {
    this.#lanes = lanes;
    this.#ends = ends;
    this.#draw();
  }

  // cover widens the scale so that values are on it.
  cover(values) {
    const [low, high] = range(values, this.range);
    if (low === this.range[0] && high === this.range[1]) return;
    this.range = [low, high];
    this.#draw();
  }

  #draw() {
    const all = marks(this.range);
    const draw = (tag) => ({ at, one, label }) => put(el(tag, { className: one ? "one" : "", textContent: tag === "span" ? label : "" }), at);
    this.#ends.replaceChildren(...all.map(draw("span")));
    for (const { axis, bar, tick } of this.#lanes) axis.replaceChildren(bar, ...all.slice(1, -1).map(draw("s")), tick);
  }
}

function put(element, at) {
  element.style.setProperty("--at", `${100 * at}%`);
  return element;
}

// place moves a mark to a value, and returns the side on which the value lies outside.
export function place(mark, x, { range: now }) {
  const { at, beyond } = position(x, now);
  put(mark, at);
  return beyond;
}
