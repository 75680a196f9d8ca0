// The derivative of a weight, or the δ of a unit, with each factor's number.

import { say } from "../text/inspector.js";
import { formula, heading, note, table } from "./blocks.js";
import { bracket, by, digits, equal, id, num, plus, product, row, sum } from "./formula.js";
import { BIAS, spot } from "./names.js";
import * as s from "./symbols.js";
import { smallness } from "./zeros.js";

// derivative returns the blocks about the example on show.
export function derivative(report) {
  const { unit, weight } = report;
  const blocks = [heading(say("inspector.theDerivative", { example: report.example + 1 }))];
  if (weight) blocks.push(formula(equal(by(s.E, symbol(report)), general(report))), formula(numbers(report)));
  else blocks.push(formula(equal(s.delta, s.chain)), formula(equal(product(num(unit.arrives), num(unit.slope)), num(unit.delta))));
  return [...blocks, factors(report), ...smallness(report), ...leftOut(report)];
}

// symbol is the weight, or the bias.
export const symbol = ({ place }) => (place.from === BIAS ? s.b : s.w);

const normed = ({ layer }) => layer.norms.length > 0;
const summed = ({ layer, weight }) => layer.kind === "conv" && weight !== null;

// general is the formula in symbols.
function general(report) {
  const own = normed(report) ? bracket(plus(product(s.chain, s.gain), s.shared)) : s.chain;
  const factors = report.place.from === BIAS ? own : product(own, s.x);
  return summed(report) ? row(sum("p"), factors) : factors;
}

// numbers is the same in numbers: of a kernel, at the position that adds most.
function numbers(report) {
  const { unit, weight } = report;
  const own = normed(report) ? bracket(plus(product(num(unit.arrives), num(unit.slope), num(unit.gain)), num(unit.shared))) : product(num(unit.arrives), num(unit.slope));
  const factors = report.place.from === BIAS ? own : product(own, num(weight.x));
  if (!summed(report)) return equal(factors, num(weight.example));
  return equal(plus(factors, id("…")), num(weight.example));
}

// factors lists what stands for what.
function factors(report) {
  const { unit, weight, layer, place } = report;
  const rows = [
    [s.arrives, say("inspector.arrives"), num(unit.arrives)],
    [s.slope, say("inspector.slope", { label: layer.label }), num(unit.slope)],
  ];
  if (normed(report)) rows.push([s.gain, say("inspector.gain"), num(unit.gain)], [s.shared, say("inspector.shared"), num(unit.shared)]);
  if (weight && place.from !== BIAS) rows.push([s.x, say("inspector.x"), num(weight.x)]);
  if (weight) rows.push([symbol(report), say(place.from === BIAS ? "inspector.biasItself" : "inspector.weightItself"), num(weight.w)]);
  rows.push([s.z, say("inspector.z"), num(unit.z)], [s.y, say("inspector.y"), num(unit.y)]);
  return table(say("inspector.factors"), [say("inspector.symbol"), say("inspector.meaning"), say("inspector.value")], rows);
}

// leftOut says plainly what the simple formula leaves out here.
function leftOut(report) {
  const { layer, unit, weight } = report;
  const notes = [];
  if (summed(report)) notes.push(say("inspector.shownPosition", { at: spot(unit.at, layer.image[1]), count: layer.image[0] * layer.image[1] }));
  if (layer.norms.includes("batchnorm")) notes.push(say("inspector.batchNorm"));
  if (layer.norms.includes("layernorm")) notes.push(say("inspector.layerNorm"));
  if (layer.noisy) notes.push(say("inspector.noise"));
  if (weight?.inert) notes.push(say("inspector.inert"));
  return notes.map((text) => note(text));
}

// preactivation writes z as the sum that it is.
export function preactivation({ unit, layer }) {
  const own = layer.norms.length > 0 || layer.noisy ? s.u : s.z;
  const { terms, others, rest } = unit.inputs;
  const parts = terms.map((t) => product(num(t.w), num(t.by)));
  if (others > 0) parts.push(num(rest));
  const blocks = [
    heading(say("inspector.howZ")),
    formula(equal(own, plus(row(sum("i"), product(s.w, s.x)), s.b))),
    formula(equal(plus(...parts, num(unit.bias)), num(unit.own))),
  ];
  if (others > 0) blocks.push(note(say("inspector.otherTerms", { count: others, sum: digits(rest) })));
  if (own === s.u) blocks.push(formula(equal(s.z, num(unit.z))), note(say(layer.noisy ? "inspector.zWithNoise" : "inspector.zNormalised")));
  return blocks;
}
