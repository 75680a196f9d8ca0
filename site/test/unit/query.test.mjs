// Queries: what the page writes of its settings, and what it reads before the engine answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser } from "./dom.mjs";

browser();
const { guess, queryOf } = await import("../../js/page/query.js");
const { params } = await import("../../js/schema.js");

const defaults = Object.fromEntries(params.map((p) => [p.name, p.default]));

// other is a value of a parameter that is not the default.
function other({ name, kind, choices, min, max, default: usual }) {
  if (kind === "choice") return choices?.find((c) => c.name !== usual).name ?? "another"; // the choices of some come later
  if (kind === "text") return { vs: "lr:0.1,1", layerlr: "equalise" }[name];
  return String(Number(usual) === min ? max : min);
}

test("a query names what is not the default, and what the lanes differ in", () => {
  assert.equal(queryOf(defaults), `vs=${encodeURIComponent(defaults.vs)}`);
  assert.equal(queryOf({ ...defaults, depth: "20" }), `depth=20&vs=${encodeURIComponent(defaults.vs)}`);
  assert.equal(queryOf({ ...defaults, vs: "none" }), "act=sigmoid&vs=none", "a single lane names its activation");
});

test("what is written is read again, for every parameter", () => {
  for (const param of params) {
    const values = { ...defaults, [param.name]: other(param) };
    assert.notEqual(values[param.name], defaults[param.name], param.name);
    assert.deepEqual(guess(queryOf(values)), values, param.name);
  }
});

test("a query without vs that names an activation is a single lane", () => {
  assert.equal(guess("act=relu").vs, "none");
  assert.equal(guess("act=relu&vs=init:he,xavier").vs, "init:he,xavier");
  assert.equal(guess("depth=3").vs, defaults.vs);
});

test("what no parameter is called is left to the engine", () => {
  assert.deepEqual(guess("colour=red&__proto__=1"), defaults);
});
