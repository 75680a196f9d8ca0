// A logarithmic gauge to mark with a pencil.

import { superscript } from "../numbers/numbers.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, EDGE] = [300, 27, 12];

// paperGauge draws the axis from low to high, with a line and a number at powers of ten, and finer lines within
// each where there is room.
export function paperGauge(low, high) {
  const svg = made("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "gauge", "aria-hidden": "true" });
  svg.append(made("path", { d: ticks(low, high).map(({ x, long }) => `M${x} 12V${long ? 3 : 8}`).join("") + `M${EDGE} 12H${WIDTH - EDGE}` }));
  for (const { x, label } of ticks(low, high).filter((t) => t.label)) {
    const text = made("text", { x, y: 23, "text-anchor": "middle" });
    text.textContent = label;
    svg.append(text);
  }
  return svg;
}

const FINE = 5; // decades on which each may be divided

// ticks returns the lines of an axis: where they are, whether they are long, and their numbers.
export function ticks(low, high) {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const at = (power) => Number((EDGE + (WIDTH - 2 * EDGE) * (power - from) / (to - from)).toFixed(2));
  const all = [];
  for (let n = Math.floor(from); n <= Math.ceil(to); n++) {
    for (let digit = 1; digit < (to - from <= FINE ? 10 : 2); digit++) {
      const power = n + Math.log10(digit);
      if (power < from - 1e-9 || power > to + 1e-9) continue;
      all.push({ x: at(power), long: digit === 1, label: digit === 1 ? label(n) : "" });
    }
  }
  return all;
}

const label = (n) => (n === 0 ? "1" : `10${superscript(n)}`);

function made(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
