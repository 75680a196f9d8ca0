// Messages in words: the rules of sim/text/message.go.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./dom.mjs";

globalThis.document = { documentElement: { lang: "en" } };
const { clause, known, learn, said, saidAll, say } = await import("../../js/text/say.js");
const { ways } = await import("../../js/boot/stringtest.js");
const english = await import("../../js/text/en.js");

learn({
  cat: {
    sits: "The cat sits on {place}.", mat: "The mat.", mat_clause: "the mat", floor: "the floor",
    kittens_one: "{count} kitten of {owner}", kittens_other: "{count} kittens of {owner}", kittens_clause_one: "a kitten of {owner}",
    naps: "the cat naps", naps_start: "The cat naps", says: "{what}!",
  },
});

test("a sentence has its arguments in their places", () => {
  assert.equal(say("cat.sits", { place: "it" }), "The cat sits on it.");
  assert.equal(say("cat.sits", { place: 7 }), "The cat sits on 7.");
  assert.equal(say("cat.sits"), "The cat sits on {place}.");
  assert.equal(say("cat.dreams", { of: "mice" }), "cat.dreams");
});

test("a message within another is a clause of it", () => {
  assert.equal(said({ id: "cat.mat" }), "The mat.");
  assert.equal(say("cat.sits", { place: { id: "cat.mat" } }), "The cat sits on the mat.");
  assert.equal(say("cat.sits", { place: { id: "cat.floor" } }), "The cat sits on the floor.");
  assert.equal(say("cat.sits", { place: { id: "cat.kittens", args: { count: 1, owner: "hers" } } }), "The cat sits on a kitten of hers.");
  assert.equal(say("cat.sits", { place: { id: "", args: { text: "{x}" } } }), "The cat sits on {x}.");
  assert.equal(clause({ id: "cat.mat" }), "the mat");
});

test("what begins a sentence has a form of its own, if it has to", () => {
  assert.equal(say("cat.says", { what: { id: "cat.naps_start" } }), "The cat naps!");
  assert.equal(say("cat.says", { what: { id: "cat.floor_start" } }), "the floor!");
});

test("count chooses the plural", () => {
  assert.equal(say("cat.kittens", { count: 1, owner: "hers" }), "1 kitten of hers");
  assert.equal(say("cat.kittens", { count: 0, owner: "hers" }), "0 kittens of hers");
});

test("what stands in a placeholder is no placeholder, and turns nothing around it", () => {
  assert.equal(say("cat.sits", { place: "{place} $& \u202exyz" }), "The cat sits on {place} $& xyz.");
});

test("a text is said as it is, and an answer of the engine with all that is in it", () => {
  assert.equal(said("As it is"), "As it is");
  assert.equal(said(null), "");
  const answer = { table: { id: 3, text: { id: "cat.mat" } }, problems: [{ message: { id: "cat.sits", args: { place: "it" } } }], rate: null, lanes: [1, "x"] };
  assert.deepEqual(saidAll(answer), { table: { id: 3, text: "The mat." }, problems: [{ message: "The cat sits on it." }], rate: null, lanes: [1, "x"] });
});

test("what is known once stays", () => {
  learn({ cat: { mat: "Another mat." } });
  assert.equal(say("cat.mat"), "The mat.");
  assert.deepEqual(known(["cat", "dog"]), { cat: known(["cat"]).cat });
});

test("altered sentences are longer, twice, or turned, and keep their placeholders", () => {
  const all = Object.values(english).flatMap((section) => Object.values(section));
  assert.ok(all.length > 250);
  const holes = (sentence) => new Set(sentence.match(/\{\w+\}/g));
  for (const sentence of all) {
    for (const [way, alter] of Object.entries(ways)) {
      const altered = alter(sentence);
      assert.deepEqual(holes(altered), holes(sentence), sentence);
      assert.ok(altered.length > sentence.length, way);
    }
    const growth = ways.long(sentence).length / sentence.length;
    assert.ok(growth >= 1.8 && (growth < 2.2 || sentence.length < 20), `${sentence} is ${growth} times as long`);
  }
});

test("the table is altered as the sentences come", () => {
  globalThis.backflowAlters = ways.double;
  learn({ dog: { barks: "{who} barks." } });
  delete globalThis.backflowAlters;
  assert.equal(say("dog.barks", { who: "He" }), "He barks. He barks.");
});
