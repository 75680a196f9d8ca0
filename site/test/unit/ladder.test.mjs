// The values that a slider stops at.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./dom.mjs";
import { groups } from "../../js/controls/layout.js";
import { ladder, nearest } from "../../js/controls/ladder.js";
import { schemaOf } from "../../js/controls/versus.js";

const sliders = groups.flatMap((g) => g.rows).filter((row) => row.param && !row.as && schemaOf(row.param).kind !== "choice");

test("every slider goes from the smallest to the largest value, and each notch is another one", () => {
  assert.ok(sliders.length > 4);
  for (const { param: name, ladder: kind } of sliders) {
    const param = schemaOf(name);
    const rungs = ladder(param, kind);
    assert.equal(rungs[0], param.min, name);
    assert.equal(rungs.at(-1), param.max, name);
    rungs.slice(1).forEach((x, i) => assert.ok(x > rungs[i], `${name}: ${rungs[i]} before ${x}`));
    if (param.kind === "int") assert.ok(rungs.every(Number.isInteger), name);
    assert.ok(rungs.includes(Number(param.default)), `${name} stops at its default, ${param.default}`);
  }
});

test("whole numbers are all there as long as they are small", () => {
  assert.deepEqual(ladder(schemaOf("depth")).slice(0, 12), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("a width stops at the powers of two", () => {
  const rungs = ladder(schemaOf("width"), "binary");
  for (let n = 1; n <= 1024; n *= 2) assert.ok(rungs.includes(n), String(n));
});

test("a value between two notches belongs to the one that is closer by ratio", () => {
  const rungs = [0.001, 0.01, 0.1];
  assert.equal(nearest(rungs, 0.004), 1);
  assert.equal(nearest(rungs, 0.003), 0);
  rungs.forEach((x, i) => assert.equal(nearest(rungs, x), i));
  assert.equal(nearest([0, 0.5, 1], 0.2), 0, "from 0 on the distance counts");
});
