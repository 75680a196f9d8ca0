// What the inspector says of reports that Go has made: sim/inspect/page_test.go.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { browser } from "./dom.mjs";

browser();
const { explain, under } = await import("../../js/inspector/explain.js");
const { text } = await import("../../js/inspector/blocks.js");
const { digits, equal, num, plus, product, toText } = await import("../../js/inspector/formula.js");
const { title } = await import("../../js/inspector/names.js");
const { smallness, underflow } = await import("../../js/inspector/zeros.js");
const { verdict } = await import("../../js/inspector/verdict.js");

const samples = JSON.parse(readFileSync(new URL("inspected.json", import.meta.url)));
const named = (name, fits = () => true) => samples.find((s) => s.name === name && fits(s.report));

// value computes a formula of numbers, with the numbers as write gives them; null of others.
function value(tree, write) {
  if ("num" in tree) return tree.num === null ? null : write(tree.num);
  if ("id" in tree || tree.sub || tree.under) return null;
  if (tree.frac) {
    const [over, below] = tree.frac.map((t) => value(t, write));
    return over === null || below === null ? null : `(${over})/(${below})`;
  }
  if ("op" in tree) return { "·": "*", "−": "-" }[tree.op] ?? tree.op;
  const parts = tree.row.map((t) => value(t, write));
  return parts.includes(null) ? null : parts.join(" ");
}

// sides are the numbers between the signs of equality.
const sides = (tree, write) => value(tree, write)?.split("=").map((side) => Function(`return ${side}`)());

const exactly = (x) => `(${x})`;
const asShown = (x) => `(${Number(digits(x).replace("−", "-").replace(/·10(.+)/, (_, power) => `e${[...power].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)).map((d) => (d < 0 ? "-" : d)).join("")}`))})`;

// size is that of the largest number of a formula: sums of both signs cancel.
const size = (tree) => ("num" in tree ? Math.abs(tree.num) : Math.max(0, ...(tree.row ?? tree.frac ?? []).map(size)));

test("both sides of every formula of numbers are equal, exactly and as they are shown", () => {
  let formulas = 0;
  for (const { name, report, check } of samples) {
    for (const block of [...explain(report), ...verdict(check, report)]) {
      if (!block.formula) continue;
      const exact = sides(block.formula, exactly);
      if (!exact || exact.length < 2) continue;
      formulas++;
      const shown = sides(block.formula, asShown);
      for (const side of exact.slice(1)) assert.ok(Math.abs(side - exact[0]) <= 1e-9 * Math.max(Math.abs(side), size(block.formula) * 1e-3), `${name}: ${toText(block.formula)}`);
      for (const side of shown.slice(1)) assert.ok(Math.abs(side - shown[0]) <= 4e-3 * Math.max(Math.abs(side), size(block.formula) * 0.5), `${name}: ${toText(block.formula)}`);
    }
  }
  assert.ok(formulas > 40, `${formulas} formulas`);
});

test("everything is said, and nothing is missing in it", () => {
  for (const { name, report, check } of samples) {
    const all = [title(report), under(report, "ReLU"), ...[...explain(report), ...verdict(check, report)].map(text)].join("\n");
    assert.doesNotMatch(all, /undefined|NaN|null|inspector\.|[{}]|\[object/, `${name}: ${all}`);
    assert.match(all, /∂C\/∂/);
  }
});

test("a weight's derivative is written out with its factors", () => {
  const { report } = named("act sigmoid");
  const lines = explain(report).map(text);
  assert.ok(lines.includes("∂E/∂w_ij = ∂E/∂y_j · f′(z_j) · x_i"), lines.join("\n"));
  assert.equal(title(report), "Weight from input 2 to unit 3 of layer 1");
});

test("what the simple formula leaves out is said", () => {
  const says = (name, fits) => explain(named(name, fits).report).map(text).join("\n");
  assert.match(says("batchnorm"), /leaves out BatchNorm/);
  assert.match(says("batchnorm"), /\(∂E\/∂y_j · f′\(z_j\) · γ\/σ \+ s_j\) · x_i/);
  assert.match(says("batchnorm", (r) => r.place.from === -2), /exactly 0/);
  assert.match(says("layernorm"), /leaves out LayerNorm/);
  assert.match(says("act noisy"), /noise/);
  assert.match(says("conv"), /sum over its 30 positions/);
  assert.match(says("conv"), /fan-in = 3 · 3 · 2 = 18/);
  assert.match(says("skip"), /branch of a skip connection/);
  assert.match(says("skip", (r) => r.place.layer === 0), /around the next branch, and through it/);
});

test("zeros have their reason, and what float32 does not hold is no zero", () => {
  const of = (weight) => smallness({ unit: {}, weight }).map(text).join("");
  assert.match(of({ example: 0, zero: "slope" }), /^Exactly 0, because φ′\(z\) is 0/);
  assert.match(of({ example: 0, zero: "input" }), /x is 0/);
  assert.match(of({ example: 1e-40, zero: "" }), /^Not 0, but smaller than float32/);
  assert.equal(of({ example: 1e-20, zero: "" }), "");
  assert.deepEqual(underflow(0), []);
});

test("numbers have four digits, and a negative factor stands in brackets", () => {
  const written = { 0: "0", 1: "1", 0.25: "0.25", 0.123456: "0.1235", "-3.14159": "−3.142", 12345.6: "1.235·10⁴", 9999.4: "9999", 1.23456e-7: "1.235·10⁻⁷", 1e6: "1.000·10⁶" };
  for (const [x, want] of Object.entries(written)) assert.equal(digits(Number(x)), want);
  assert.equal(digits(null), "–");
  assert.equal(toText(equal(product(num(-2), num(-3)), num(6))), "−2 · (−3) = 6");
  assert.equal(toText(plus(num(1), num(-2))), "1 + (−2)");
});

test("a check says what comes of it", () => {
  const { report, check } = named("act sigmoid");
  const says = (change) => verdict({ ...check, mean: { ...check.mean, ...change } }, report).map(text).join("\n");
  assert.match(says({ verdict: "agrees" }), /They agree/);
  assert.match(says({ verdict: "differs", difference: 2 * check.mean.derivative }), /100 % apart/);
  assert.match(says({ verdict: "unseen" }), /smaller than the difference can see/);
  assert.match(says({ verdict: "kinked", difference: null, error: null, h: null }), /kink/);
});
