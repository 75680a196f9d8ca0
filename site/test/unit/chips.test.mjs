// Which lanes a row of chips asks for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, Element } from "./dom.mjs";

browser();
const { Chips } = await import("../../js/controls/chips.js");
const { MAX_LANES } = await import("../../js/controls/layout.js");
const { schemaOf } = await import("../../js/controls/versus.js");

// chips is a row of a parameter's choices, and what it has asked for.
function chips(name) {
  const changes = [];
  const complaints = [];
  const row = new Chips(schemaOf(name), {}, { change: (patch) => changes.push(patch), complain: (text) => complaints.push(text) }, new Element("h2"));
  const boxes = row.element.children[0].children.map((chip) => chip.children[0]);
  const tick = (value) => {
    const box = boxes.find((b) => b.value === value);
    box.checked = box.type === "radio" || !box.checked;
    box.dispatchEvent(new Event("change"));
    return box;
  };
  const ticked = () => boxes.filter((b) => b.checked).map((b) => b.value);
  return { row, tick, ticked, changes, complaints };
}

test("activations are ticked together, one lane each", () => {
  const { row, tick, ticked, changes } = chips("act");
  row.show({ act: "sigmoid", vs: "none" });
  assert.deepEqual(ticked(), ["sigmoid"]);
  tick("relu");
  assert.deepEqual(changes.pop(), { vs: "act:sigmoid,relu" });
  row.show({ act: "sigmoid", vs: "act:sigmoid,relu" });
  assert.deepEqual(ticked(), ["sigmoid", "relu"]);
  tick("sigmoid");
  assert.deepEqual(changes.pop(), { vs: "none", act: "relu" });
});

test("one lane is left, and no more than fit are taken", () => {
  const { row, tick, changes, complaints } = chips("act");
  row.show({ act: "relu", vs: "none" });
  assert.equal(tick("relu").checked, true);
  const many = schemaOf("act").choices.slice(0, MAX_LANES).map((c) => c.name);
  const [more] = schemaOf("act").choices.slice(MAX_LANES);
  row.show({ act: "relu", vs: `act:${many.join()}` });
  assert.equal(tick(more.name).checked, false);
  assert.deepEqual(complaints, [`At most ${MAX_LANES} lanes fit; take one away first.`]);
  assert.deepEqual(changes, []);
});

test("where lanes differ in something else, a choice is for all of them", () => {
  const { row, tick, changes } = chips("act");
  row.show({ act: "sigmoid", vs: "init:he,xavier" });
  tick("tanh");
  assert.deepEqual(changes, [{ act: "tanh" }]);
  const { row: inits, ticked } = chips("init");
  inits.show({ init: "he", vs: "init:he,xavier" });
  assert.deepEqual(ticked().sort(), ["he", "xavier"]);
});
