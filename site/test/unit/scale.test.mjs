// The logarithmic scale of the card's bars.

import assert from "node:assert/strict";
import test from "node:test";
import "./dom.mjs";
import { marks, position, range } from "../../js/numbers/scale.js";

test("the scale holds the values and keeps its usual size", () => {
  assert.deepEqual(range([]), [-9, 3]);
  assert.deepEqual(range([1.7e-6, 1, 20, null, 0]), [-9, 3]);
  assert.deepEqual(range([2e-10]), [-12, 3]);
  assert.deepEqual(range([2000]), [-9, 6]);
  assert.deepEqual(range([1], [-12, 6]), [-12, 6], "it does not shrink");
  assert.deepEqual(range([1e-60, 1e30, Infinity, NaN]), [-18, 6], "nor grow for ever");
});

test("a value stands at its logarithm, and beyond the scale is said", () => {
  const usual = [-9, 3];
  assert.deepEqual(position(1, usual), { at: 0.75, beyond: "" });
  assert.deepEqual(position(1e-9, usual), { at: 0, beyond: "" });
  assert.deepEqual(position(1e-12, usual), { at: 0, beyond: "below" });
  assert.deepEqual(position(1e5, usual), { at: 1, beyond: "above" });
  assert.deepEqual(position(Infinity, usual), { at: 1, beyond: "above" });
  assert.deepEqual(position(0, usual), { at: 0, beyond: "" }, "nothing is nothing");
  assert.deepEqual(position(null, usual), { at: 0, beyond: "" });
});

test("there is a mark at 1 and at powers of ten", () => {
  assert.deepEqual(marks([-9, 3]).map((m) => m.label), ["10⁻⁹", "10⁻⁶", "10⁻³", "1", "10³"]);
  assert.deepEqual(marks([-9, 3]).filter((m) => m.one).map((m) => m.at), [0.75]);
});
