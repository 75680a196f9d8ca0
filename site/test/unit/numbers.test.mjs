// How the page writes numbers: the same rule as render/format/number.go.

import assert from "node:assert/strict";
import test from "node:test";
import { column, factor, grouped, heat, magnitude, percent, plural, reaches, remaining, scientific } from "../../js/numbers/numbers.js";

const thin = "\u202f";

function table(write, rows) {
  for (const [x, want] of rows) assert.equal(write(x), want, `${write.name}(${x})`);
}

test("sizes", () => {
  table(magnitude, [
    [null, "–"], [NaN, "–"], [Infinity, "∞"], [-Infinity, "−∞"], [0, "0"],
    [0.25, "0.25"], [0.693147, "0.693"], [12.44, "12.4"], [120, "120"], [999.4, "999"], [1, "1"], [-0.5, "−0.5"],
    [0.001, "0.001"], [0.00123, "0.00123"],
    [0.00094, "9.4·10⁻⁴"], [1.7e-6, "1.7·10⁻⁶"], [-1.2e-6, "−1.2·10⁻⁶"], [999.6, "1.0·10³"], [17_000, "1.7·10⁴"], [9.96e-7, "1.0·10⁻⁶"],
  ]);
});

test("a column of sizes lines up", () => {
  table(column, [[0.25, "0.250"], [1, "1.00"], [12.44, "12.4"], [1.7e-6, "1.7·10⁻⁶"], [0, "0"], [null, "–"]]);
});

test("factors", () => {
  table(factor, [[0.598, "× 0.598"], [1.0312, "× 1.03"], [1.7e-6, "× 1.7·10⁻⁶"], [0, "× 0"], [null, "–"]]);
});

test("what is left of the gradient", () => {
  table(remaining, [
    [null, "–"], [0, "none"], [Infinity, "∞"],
    [0.598, "60 %"], [1.034, "103 %"], [0.1, "10 %"], [1.99, "199 %"],
    [0.0594, "5.9 %"], [0.01, "1 %"], [0.00999, "1 %"], [0.02, "2 %"], [0.0994, "9.9 %"], [0.0996, "10 %"],
    [0.0059, "1/170"], [1.7e-6, `1/590${thin}000`], [1e-9, `1/1${thin}000${thin}000${thin}000`],
    [1.7e-12, "1.7·10⁻¹²"],
    [2, "2 times"], [6.56, "6.56 times"], [18.2, "18 times"], [999.4, "999 times"], [999.7, "1.0·10³ times"], [17_000, "1.7·10⁴ times"],
  ]);
});

test("what is left of the gradient, in a sentence", () => {
  table(reaches, [
    [0.598, "60 % of the gradient reaches layer 1"],
    [1.7e-6, `1/590${thin}000 of the gradient reaches layer 1`],
    [18.2, "18 times the gradient reaches layer 1"],
    [1.7e-12, "1.7·10⁻¹² of the gradient reaches layer 1"],
    [0, "none of the gradient reaches layer 1"],
  ]);
});

test("shares", () => {
  table(percent, [[null, "–"], [0, "0 %"], [0.001, "< 1 %"], [0.006, "1 %"], [0.5, "50 %"], [0.994, "99 %"], [0.998, "> 99 %"], [1, "100 %"]]);
});

test("counts", () => {
  table(grouped, [[0, "0"], [999, "999"], [12_480, `12${thin}480`], [1e9, `1${thin}000${thin}000${thin}000`]]);
  assert.equal(plural(1, "unit"), "1 unit");
  assert.equal(plural(2, "unit"), "2 units");
  assert.equal(plural(12_480, "step"), `12${thin}480 steps`);
});

test("scientific and heat", () => {
  assert.equal(scientific(1.234e-6, 3), "1.23·10⁻⁶");
  table(heat, [[null, "m0"], [0, "m0"], [1e-12, "m0"], [1e-9, "m0"], [1, "m7"], [50, "m7"]]);
});
