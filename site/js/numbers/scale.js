// The logarithmic scale that the bars of all lanes share: marks at powers of ten,
// and at 1, where all of the gradient arrives.

import { el } from "../page/dom.js";
import { superscript } from "./numbers.js";

const STEP = 3; // decades from mark to mark
const USUAL = [-9, 3]; // what it shows whatever the numbers are
const WIDEST = [-18, 6]; // and at most; what lies beyond is told in words

// range is the part of the scale, in powers of ten, that holds all values: no
// smaller than usual, no larger than the widest, and it does not shrink.
export function range(values, [low, high] = USUAL) {
  for (const x of values) {
    if (!(x > 0) || x === Infinity) continue;
    low = Math.min(low, STEP * Math.floor(Math.log10(x) / STEP));
    high = Math.max(high, STEP * Math.ceil(Math.log10(x) / STEP));
  }
  return [Math.max(low, WIDEST[0]), Math.min(high, WIDEST[1])];
}

// position is where a value stands, from 0 to 1, and on which side of the scale
// it lies, "" for on it. Nothing at all is at the left end.
export function position(x, [low, high]) {
  if (x === null || x === 0) return { at: 0, beyond: "" };
  const at = (Math.log10(x) - low) / (high - low);
  return { at: Math.min(1, Math.max(0, at)), beyond: at < 0 ? "below" : at > 1 ? "above" : "" };
}

// marks are the powers of ten with a mark, each with its label.
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

// place puts a mark where a value stands and returns the side that it is beyond.
export function place(mark, x, { range: now }) {
  const { at, beyond } = position(x, now);
  put(mark, at);
  return beyond;
}
