// A logarithmic gauge from low to high: where a number stands on it, and which number stands where.

import { superscript } from "../numbers/numbers.js";

const PLACES = 20; // a decade
const MOST_LABELS = 7;

// places returns how many places a mark can be moved by, from the low end to the high one.
export const places = ({ low, high }) => Math.round(PLACES * Math.log10(high / low));

// valueAt returns the number at a place, in two digits.
export const valueAt = (place, { low }) => Number((low * 10 ** (place / PLACES)).toPrecision(2));

// share returns where a number stands, from 0 at the low end to 1; numbers outside stand at an end.
export function share(x, { low, high }) {
  const at = Math.log(x / low) / Math.log(high / low);
  return Math.min(1, Math.max(0, Number.isNaN(at) ? 0 : at));
}

// marks returns the powers of ten on the gauge, each {at, label}; where they stand close only some have a label.
export function marks({ low, high }) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.ceil((last - first + 1) / MOST_LABELS);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const power = first + i;
    return { at: share(10 ** power, { low, high }), label: (last - power) % every === 0 ? label(power) : "" };
  });
}

const label = (power) => ({ 0: "1", 1: "10", "-1": "0.1" }[power] ?? `10${superscript(power)}`);

const HIT = 1.5;
const CLOSE = 10;

// distance says how far a guess is from what is right: {word: "hit", "close", "over" or "under", times}.
export function distance(guess, right) {
  const times = Math.max(guess / right, right / guess);
  if (times <= HIT) return { word: "hit", times };
  if (times <= CLOSE) return { word: "close", times };
  return { word: guess > right ? "over" : "under", times };
}
