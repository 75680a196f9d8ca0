// What a viewer reads and hears.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, Element } from "./dom.mjs";

browser();
const { clean } = await import("../../js/text/say.js");
const { Messages } = await import("../../js/page/messages.js");
const { Narrator } = await import("../../js/numbers/narrator.js");
const { place } = await import("../../js/stage/slowmotion.js");

test("what turns the direction of a text is taken out", () => {
  assert.equal(clean("There is no “\u202ekcolc\u202c”.\u2067"), "There is no “kcolc”.");
  assert.equal(clean("a\nb\u0000c"), "a b c");
});

function messages() {
  const root = new Element();
  const list = new Messages(root);
  const seen = () => root.children.filter((m) => m.className?.startsWith("message") && !m.hidden).map((m) => m.dataset.text);
  const more = () => root.children.find((m) => m.className === "more");
  return { root, list, seen, more };
}

test("two messages at most are shown; the others unfold", () => {
  const { list, seen, more } = messages();
  for (const n of [1, 2, 3, 4, 5]) list.show("error", `Number ${n}.`, { kind: "query" });
  list.show("error", "Number 5.");
  assert.deepEqual(seen(), ["Number 4.", "Number 5."]);
  assert.equal(more().textContent, "and 3 more");
  assert.equal(more().getAttribute("aria-expanded"), "false");
  more().click();
  assert.equal(seen().length, 5);
  assert.equal(more().getAttribute("aria-expanded"), "true");
  list.clear("query");
  assert.deepEqual(seen(), []);
  assert.equal(more(), undefined);
});

test("what failed first stays in sight, however much follows from it", () => {
  const { root, list, seen } = messages();
  list.show("info", "Welcome.");
  list.show("error", "The cause.", { kind: "failure" });
  for (let n = 1; n <= 20; n++) list.show("error", `Number ${n}.`);
  assert.deepEqual(seen(), ["The cause.", "Number 20."]);
  assert.ok(root.children.length <= 13);
  list.clear("failure");
  assert.deepEqual(seen(), ["Number 19.", "Number 20."]);
});

test("a message that is dismissed makes room for an older one", () => {
  const { root, list, seen } = messages();
  for (const n of [1, 2, 3]) list.show("info", `Number ${n}.`);
  root.children.at(-1).children.at(-1).click();
  assert.deepEqual(seen(), ["Number 1.", "Number 2."]);
});

test("an action is run and its message goes", () => {
  const { root, list, seen } = messages();
  let runs = 0;
  list.show("info", "Reset", { action: { label: "Undo", run: () => runs++ } });
  root.children[0].children[1].click();
  assert.equal(runs, 1);
  assert.deepEqual(seen(), []);
});

const lane = (label, accuracy, delta, note = "") => ({
  label, accuracy, note, step: 12480, scoreStep: 12480, layers: [{}, {}, {}], remaining: delta,
});
const stats = (...lanes) => ({ step: 12480, lanes });

function narrator(wanted = () => true) {
  const region = new Element();
  const said = [];
  Object.defineProperty(region, "textContent", { set: (text) => said.push(text), get: () => said.at(-1) });
  const trains = { running: true };
  return { said, trains, narrator: new Narrator(region, { wanted, running: () => trains.running }) };
}

test("the narration says what changed, at most every half minute", () => {
  const { said, trains, narrator: n } = narrator();
  const at = (seconds, running, ...lanes) => {
    trains.running = running;
    n.stats(stats(...lanes), seconds * 1000);
  };
  at(0, true, lane("Sigmoid", 0.5, 1e-6), lane("ReLU", 0.5, 1));
  assert.deepEqual(said.splice(0), ["2 networks, Sigmoid, ReLU: training."]);
  for (let s = 1; s < 30; s++) at(s, true, lane("Sigmoid", 0.5, 1e-6), lane("ReLU", 0.5 + s / 100, 1));
  assert.deepEqual(said.splice(0), []);
  at(30, true, lane("Sigmoid", 0.5, 1e-6), lane("ReLU", 0.93, 1));
  assert.deepEqual(said.splice(0), ["Step 12\u202f480, accuracy: ReLU 93 %."]);
  at(61, true, lane("Sigmoid", 0.5, 1e-6), lane("ReLU", 0.93, 1));
  assert.deepEqual(said.splice(0), [], "nothing has changed");
  at(61.5, true, lane("Sigmoid", 0.5, 1e-6), { ...lane("ReLU", 0.95, 1), scoreStep: 12000 });
  assert.deepEqual(said.splice(0), ["Step 12\u202f480, accuracy: ReLU 95 % (of step 12\u202f000)."]);
  at(62, false, lane("Sigmoid", 0.5, 1e-6), lane("ReLU", 0.93, 1));
  assert.deepEqual(said.splice(0), ["Paused at step 12\u202f480."]);
  at(63, false, lane("Sigmoid", 0.5, 1e-6), lane("ReLU", 0.93, 1, "Diverged at step 7: the loss."));
  assert.deepEqual(said.splice(0), ["ReLU: Diverged at step 7: the loss."]);
});

test("the narration can be switched off", () => {
  let on = false;
  const { said, narrator: n } = narrator(() => on);
  n.stats(stats(lane("ReLU", 0.5, 1)), 0);
  assert.deepEqual(said.splice(0).filter(Boolean), []);
  on = true;
  n.stats(stats(lane("ReLU", 0.5, 1)), 1);
  assert.deepEqual(said, ["One network, ReLU: training."]);
});

test("slow motion says in forty characters at most where it is", () => {
  const said = new Set();
  for (let at = 0; at <= 1; at += 1 / 404) said.add(place(at, 202));
  said.add(place(1, 202));
  assert.equal(said.size, 203);
  assert.ok([...said].every((text) => text.length <= 40));
  assert.equal(place(0, 22), "forward, layer 1 of 11");
  assert.equal(place(11 / 22, 22), "loss");
  assert.equal(place(21.5 / 22, 22), "backward, layer 1 of 11");
});
