// How the page writes numbers. The examples in numbers.json hold for the picture, too:
// TestNumbersAreWrittenAlike.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "./dom.mjs";
import { inWords, means } from "../../js/numbers/insight.js";
import { account, measuredColumns } from "../../js/numbers/measured.js";
import { column, factor, grouped, heat, magnitude, percent, reaches, remaining, scientific } from "../../js/numbers/numbers.js";
import { learn, said } from "../../js/text/say.js";

const thin = "\u202f";

function table(write, rows) {
  for (const [x, want] of rows) assert.equal(write(x), want, `${write.name}(${x})`);
}

const examples = JSON.parse(readFileSync(new URL("numbers.json", import.meta.url), "utf8"));

for (const write of [magnitude, factor, remaining, percent, grouped]) {
  test(`${write.name} writes a number as the picture does`, () => table(write, examples[write.name].map(({ x, text }) => [x, text])));
}

test("what is no number, or too large for one", () => {
  for (const write of [factor, remaining, percent]) assert.equal(write(null), "–");
  assert.equal(remaining(Infinity), "∞");
  table(magnitude, [
    [null, "–"], [NaN, "–"], [Infinity, "∞"], [-Infinity, "−∞"],
  ]);
});

test("a column of sizes lines up", () => {
  table(column, [[0.25, "0.250"], [1, "1.00"], [12.44, "12.4"], [1.7e-6, "1.7·10⁻⁶"], [0, "0"], [null, "–"]]);
});

test("how much of the gradient reaches layer 1, in a sentence", () => {
  table((x) => said(reaches(x)), [
    [0.598, "60 % of the gradient reaches layer 1"],
    [1.7e-6, `1/590${thin}000 of the gradient reaches layer 1`],
    [18.2, "18 times the gradient reaches layer 1"],
    [1.7e-12, "1.7·10⁻¹² of the gradient reaches layer 1"],
    [0, "none of the gradient reaches layer 1"],
  ]);
});

test("scientific and heat", () => {
  assert.equal(scientific(1.234e-6, 3), "1.23·10⁻⁶");
  table(heat, [[null, "m0"], [0, "m0"], [1e-12, "m0"], [1e-9, "m0"], [1, "m7"], [50, "m7"]]);
});

test("what remains of the gradient, and its mean a layer", () => {
  const lane = (remaining, underflow, layers = 4) => ({ remaining, predicted: null, layers: Array.from({ length: layers }, () => ({ underflow })) });
  table(inWords, [[lane(0.25, 0), "25 %"], [lane(0, 0), "exactly 0"], [lane(0, 0.5), "lost to underflow"], [lane(null, 0, 2), "–"]]);
  assert.deepEqual(means(lane(0.25, 0)), { measured: 0.5, theory: null });
  assert.deepEqual(means({ ...lane(null, 0), predicted: 9 }), { measured: null, theory: 3 });
});

test("an instrument has its columns, theory's among them, and says why numbers are missing", () => {
  learn(JSON.parse(readFileSync(new URL("../../en.json", import.meta.url), "utf8")));
  const line = (share, columns, reasons = {}) => ({ instruments: { likeness: { share, columns, reasons } } });
  const lanes = [
    line(1, [{ name: "cosine", layers: [0.5, "not-yet"], theory: [0.25, "no-theory"] }], { "not-yet": "Not yet." }),
    line(0.4, [{ name: "cosine", layers: [0.75] }], { "not-yet": "Not yet." }),
    {},
  ];
  const columns = measuredColumns("likeness", lanes);
  assert.deepEqual(columns.map((c) => [c.key, c.title]), [["likeness.cosine", "cosine"], ["likeness.cosineTheory", "theory"]]);
  assert.deepEqual(columns.map((c) => lanes.map((l) => c.of(l, 0))), [[0.5, 0.75, null], [0.25, null, null]]);
  assert.deepEqual([0.5, "not-yet", null].map(columns[0].show), ["0.500", "–", "–"]);
  assert.equal(account("likeness", lanes), "Likeness of inputs, as the view shows it, layer by layer. The question mark says what it is. Computed: 40 %. Not yet.");
  assert.deepEqual(measuredColumns("dead", lanes), []);
});
