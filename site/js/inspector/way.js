// Where ∂E/∂y of a unit comes from.

import { say } from "../text/inspector.js";
import { formula, heading, note } from "./blocks.js";
import { by, bracket, digits, equal, frac, id, num, op, plus, product, row, sum } from "./formula.js";
import * as s from "./symbols.js";

const LOSSES = { "softmax-ce": "inspector.lossSoftmax", bce: "inspector.lossBinary", mse: "inspector.lossSquares" };

// way returns the blocks about it.
export function way({ unit }) {
  const tell = { loss: fromLoss, dense: fromUnits, skip: bothWays, branch: fromBranch, through };
  return [heading(say("inspector.comesFrom")), ...tell[unit.way.kind](unit)];
}

// fromLoss: p − t, where the output is a logit.
function fromLoss({ way: { loss, says, target, times, count }, arrives }) {
  const [p, t] = [id(loss === "mse" ? "y" : "p", "j"), id("t", "j")];
  const scaled = (inner, factor) => (times === 1 && count === 1 ? inner : product(factor, bracket(inner)));
  const share = count === 1 ? num(times) : frac(num(times), num(count));
  const symbols = count === 1 ? num(times) : frac(num(times), id("m"));
  return [
    formula(equal(s.arrives, scaled(row(p, op("−"), t), symbols))),
    formula(equal(scaled(row(num(says), op("−"), num(target)), share), num(arrives))),
    note(say(LOSSES[loss])),
  ];
}

// fromUnits: the sum over the units of the dense layer behind.
function fromUnits({ way: { sum: { terms, others, rest } }, arrives }) {
  const parts = terms.map((t) => product(num(t.w), num(t.by)));
  if (others > 0) parts.push(num(rest));
  const blocks = [
    formula(equal(s.arrives, row(sum("k"), product(id("w", "j", "k"), by(s.E, id("u", "k")))))),
    formula(equal(plus(...parts), num(arrives))),
  ];
  if (others > 0) blocks.push(note(say("inspector.otherTerms", { count: others, sum: digits(rest) })));
  return blocks;
}

// bothWays: y goes into a skip connection's branch, and around it.
const bothWays = ({ way: { around, through: inside }, arrives }) => [
  formula(equal(plus(num(around), num(inside)), num(arrives))),
  note(say("inspector.skip")),
];

// fromBranch: y is the end of a branch.
const fromBranch = ({ way: { scale, after }, arrives }) => [
  formula(equal(product(num(scale), num(after)), num(arrives))),
  note(say("inspector.branch")),
];

const KINDS = { conv: "inspector.kindConv", maxpool: "inspector.kindMaxPool", avgpool: "inspector.kindAvgPool", batchnorm: "inspector.kindBatchNorm", layernorm: "inspector.kindLayerNorm", residual: "inspector.kindSkip", wrap: "inspector.kindWrap", flatten: "inspector.kindDense" };

// kind names a kind of layer.
export const kind = (name) => say(KINDS[name] ?? "inspector.kindDense");

const through = ({ way: { layer }, arrives }) => [
  formula(equal(s.arrives, num(arrives))),
  note(say("inspector.through", { kind: kind(layer) })),
];
