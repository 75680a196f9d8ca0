// The lessons' panel: the gauge of predictions, what is done for a visitor, verdicts in words, and what is kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser } from "./dom.mjs";

browser();
const { distance, marks, places, share, valueAt } = await import("../../js/lesson/gauge.js");
const { clicked, lessonAt, missing, patchOf, wanted } = await import("../../js/lesson/doing.js");
const { guess, guessed } = await import("../../js/lesson/guesses.js");
const { counted, expected, verdictOf } = await import("../../js/lesson/verdict.js");

const ends = { low: 1e-8, high: 1 };

test("a gauge's places are numbers of two digits, evenly on a logarithmic scale, and lead back", () => {
  assert.equal(places(ends), 160);
  assert.equal(valueAt(0, ends), 1e-8);
  assert.equal(valueAt(places(ends), ends), 1);
  assert.equal(valueAt(80, ends), 1e-4);
  for (let place = 0; place <= places(ends); place++) {
    assert.ok(Math.abs(share(valueAt(place, ends), ends) * places(ends) - place) < 0.5, `${place} leads elsewhere`);
  }
  assert.deepEqual([share(0, ends), share(1e-20, ends), share(7, ends), share(NaN, ends)], [0, 0, 1, 0]);
});

test("a gauge has marks at powers of ten, and labels where there is room", () => {
  assert.deepEqual(marks({ low: 0.1, high: 10 }), [{ at: 0, label: "0.1" }, { at: 0.5, label: "1" }, { at: 1, label: "10" }]);
  const many = marks(ends);
  assert.equal(many.length, 9);
  assert.ok(many.filter((m) => m.label).length <= 7);
  assert.equal(many.at(-1).label, "1");
});

test("a guess is told by its factor from what is right, whichever is larger", () => {
  assert.equal(distance(2.3e-6, 2.3e-6).word, "hit");
  assert.equal(distance(1e-6, 2.3e-6).word, "close");
  assert.equal(distance(1e-5, 2.3e-6).word, "close");
  assert.equal(distance(1e-2, 2.3e-6).word, "over");
  assert.equal(distance(1e-8, 2.3e-6).word, "under");
  assert.equal(Math.round(distance(1e-8, 2.3e-6).times), 230);
});

test("what a step sets is a change of the values in force, and ends the comparison of what it gives a value", () => {
  const values = { vs: "act:relu,leaky", depth: "10" };
  assert.deepEqual(patchOf("depth=11", values), { depth: "11" });
  assert.deepEqual(patchOf("act=relu&init=he", values), { act: "relu", init: "he", vs: "none" });
  assert.deepEqual(patchOf("act=sigmoid&vs=model:mlp,cnn", values), { act: "sigmoid", vs: "model:mlp,cnn" });
  assert.deepEqual(patchOf("vs=act:relu,leaky", { vs: "none" }), { vs: "act:relu,leaky" });
});

test("as many rounds are played as the step still wants", () => {
  const played = (value, relation = "atLeast") => ({ done: [{ what: "depth", relation: "is", value: "3" }, { what: "played", relation, value }] });
  assert.equal(missing(played("300"), 0), 300);
  assert.equal(missing(played("300"), 120), 180);
  assert.equal(missing(played("300"), 900), 0);
  assert.equal(missing(played("5", "grew"), 900), 5);
  assert.equal(missing({ done: [{ what: "act", relation: "is", value: "relu" }] }, 0), 0);
  assert.equal(wanted(played("300")), 300);
});

test("an address names a lesson and its step, or none", () => {
  assert.deepEqual(lessonAt("lesson=relu-zero&step=2&seed=9"), { name: "relu-zero", step: 2 });
  assert.deepEqual(lessonAt("lesson=init"), { name: "init", step: 0 });
  assert.deepEqual(lessonAt("lesson=init&step=x"), { name: "init", step: 0 });
  assert.equal(lessonAt("act=relu"), null);
});

test("a verdict is the engine's, with a sign and a word", () => {
  const claim = { relation: "about", value: 0.236 };
  const state = (verdict) => verdictOf(verdict).state;
  assert.equal(state(undefined), "open");
  assert.equal(state({ known: false, holds: false }), "open");
  assert.equal(state({ known: true, holds: true }), "holds");
  assert.equal(state({ known: true, holds: false }), "fails");
  const all = [{ known: true, holds: true }, { known: true }, undefined].map(verdictOf);
  assert.equal(new Set(all.map((v) => v.sign)).size, 3);
  assert.equal(new Set(all.map((v) => v.words)).size, 3);
  assert.deepEqual(counted({ claims: [claim, claim] }, [{ known: true, holds: true }, { known: true }]), { holds: 1, count: 2 });
  assert.equal(expected(claim, { expected: 2.3e-6 }), "about 2.3·10⁻⁶");
  assert.equal(expected(claim), "about 0.236");
});

test("predictions are kept where the browser keeps anything, and for the visit where it does not", () => {
  delete globalThis.localStorage;
  assert.equal(guessed("product"), undefined);
  guess("product", 1e-4);
  assert.equal(guessed("product"), 1e-4);
  const store = new Map();
  globalThis.localStorage = { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, value) };
  guess("slope", null);
  assert.equal(guessed("slope"), null);
  guess("slope", undefined);
  assert.equal(guessed("slope"), undefined);
  store.set("backflow-predictions", "no JSON");
  assert.equal(guessed("init"), undefined);
});

test("the inspector is opened as by a click on a unit, or on a layer's gauge", () => {
  assert.deepEqual(clicked({ lane: 0, layer: 4, unit: 2 }), { part: "unit", lane: 0, layer: 4, unit: 2, text: "lesson", clicks: 1 });
  assert.equal(clicked({ lane: 1, layer: 0, unit: -1 }).part, "gauge");
});
