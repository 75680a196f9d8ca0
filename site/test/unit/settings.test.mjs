// The settings in force, and what the page announces of them.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser, Element } from "./dom.mjs";

browser();
globalThis.location = { search: "?depth=3", pathname: "/", hash: "" };
const entries = [];
globalThis.history = { pushState: (state, title, url) => entries.push(url), replaceState() {} };
const { Announcements } = await import("../../js/page/announcements.js");
const { Settings } = await import("../../js/page/settings.js");
const { Settings: EmbedSettings } = await import("../../embed/settings.js");
const { UndoOffer } = await import("../../js/page/undo.js");
const { Readout } = await import("../../js/numbers/readout.js");

function settings() {
  const asked = [];
  const shown = [];
  const engine = { configure: (query) => asked.push(query), learn: async (file, wish) => asked.push(wish()) };
  return { settings: new Settings(engine, (values) => shown.push(values)), asked, shown };
}

beforeEach(() => entries.splice(0));

test("a control's change is shown at once, asked for, and can be gone back from", () => {
  const { settings: s, asked, shown } = settings();
  assert.equal(s.query, "depth=3");
  assert.equal(s.values.depth, "3");
  s.change({ depth: "7" });
  assert.equal(shown.at(-1).depth, "7");
  assert.match(asked[0], /^depth=7&vs=/);
  s.answered({ values: s.values, query: "depth=7", wanted: "" });
  assert.deepEqual(entries, ["/?depth=7"]);
  s.answered({ values: s.values, query: "depth=7", wanted: "data=digits" });
  assert.equal(s.query, "data=digits", "the address keeps what its data did not come for");
  assert.equal(entries.length, 1, "what the engine makes of a query is no entry");
});

test("what changes before the engine has said what a lesson sets up is added to the lesson's address", () => {
  const { settings: s, asked, shown } = settings();
  s.choose("lesson=init&seed=3");
  s.change({ seed: "7", depth: "9" });
  s.change({ vs: "act:sigmoid,relu" });
  assert.deepEqual(asked, ["lesson=init&seed=3", "lesson=init&seed=7&depth=9", "lesson=init&seed=7&depth=9&vs=act%3Asigmoid%2Crelu"]);
  assert.equal(shown.at(-1).depth, "9");
  s.answered({ values: { ...s.values, width: "128" }, query: "width=128", wanted: "lesson=init&seed=7" });
  s.change({ depth: "4" });
  assert.match(asked.at(-1), /^(?!.*lesson).*width=128/, "now all values are known");
});

test("in an embed as well, whose link goes on to the lesson", () => {
  const [asked, links] = [[], []];
  const s = new EmbedSettings("lesson=init", { show: (values, query) => links.push(query), set: (query) => asked.push(query) });
  s.show();
  s.change({ act: "tanh", vs: "none" });
  assert.equal(s.values.act, "tanh");
  assert.deepEqual(asked, ["lesson=init&act=tanh&vs=none"]);
  assert.deepEqual(links, ["lesson=init", "lesson=init&act=tanh&vs=none"]);
  s.answered({ values: { ...s.values, depth: "12" }, query: "depth=12", wanted: "lesson=init&step=1" });
  assert.equal(links.at(-1), "lesson=init&step=1");
  s.change({ act: "relu" });
  assert.match(asked.at(-1), /^(?!.*lesson).*depth=12/);
});

test("a table gives way to data that is chosen while the browser reads it", async () => {
  const { settings: s, asked } = settings();
  await s.learn({});
  assert.match(asked[0], /data=custom/);
  let read;
  const slow = { configure() {}, learn: (file, wish) => new Promise((done) => { read = () => done(wish()); }) };
  const other = new Settings(slow, () => {});
  const learnt = other.learn({});
  other.change({ data: "xor" });
  read();
  assert.equal(await learnt, null);
});

function announcements() {
  const root = new Element();
  const ran = [];
  const errors = [];
  const on = { choose: (query) => ran.push(query), retry: () => ran.push("retry"), error: (text) => errors.push(text) };
  const press = () => root.children.at(-1).children[1].click();
  const list = new Announcements(root, on);
  const offer = new UndoOffer(list.messages, () => ran.push("undo"));
  return { list, offer, texts: () => root.children.filter((m) => m.dataset.text).map((m) => m.dataset.text), ran, errors, press };
}

test("a failure goes once the engine answers, and what makes no sense once it is put right", () => {
  const { list, texts, ran, errors, press } = announcements();
  list.failed("The engine stopped.", true);
  press();
  assert.deepEqual(ran, ["retry"]);
  list.failed("The engine stopped.", false);
  const answer = { loading: "", values: { data: "xor" }, problems: [{ message: "depth is too large." }] };
  list.answered(answer);
  assert.deepEqual(texts(), ["depth is too large."]);
  list.answered({ ...answer, problems: [] });
  assert.deepEqual(texts(), ["depth is too large."], "what the engine put right is still to be read");
  list.answered({ ...answer, problems: [{ message: "width is too large." }] });
  assert.deepEqual(texts(), ["width is too large."]);
  assert.deepEqual(errors, ["depth is too large.", "width is too large."]);
});

test("data that has not come can be asked for again, until it is there", () => {
  const { list, texts, ran, press } = announcements();
  list.notice("error", "The digits cannot be loaded", "data=digits");
  press();
  assert.deepEqual(ran, ["data=digits"]);
  list.notice("error", "The digits cannot be loaded", "data=digits");
  list.answered({ loading: "", values: { data: "digits" }, problems: [] });
  assert.deepEqual(texts(), []);
});

test("a reset can be undone until the new run has come as far", () => {
  const { offer, texts, ran, press } = announcements();
  offer.show(12_480);
  offer.stats({ step: 12_479 });
  assert.deepEqual(texts(), ["Reset; the run from before was at step 12\u202f480."]);
  offer.stats({ step: 12_480 });
  assert.deepEqual(texts(), []);
  offer.show(500);
  press();
  assert.deepEqual(ran, ["undo"]);
  offer.show(500);
  offer.begin();
  assert.deepEqual(texts(), [], "a new engine has no run from before");
  offer.show(500);
  offer.show(0);
  assert.deepEqual(texts(), [], "there is none any more");
});

test("programs get numbers at once, the page those of the picture", async () => {
  const shown = [];
  const readout = new Readout({ command: 1 }, () => null, { show: (stats) => shown.push(stats.step), follows: () => true });
  const line = (step) => ({ step, lanes: [] });
  readout.take(line(1), 1, 1); // the first answer to a command
  readout.take(line(2), 1, 2);
  assert.equal((await readout.feed.next()).step, 2);
  assert.deepEqual([shown, readout.newest.step], [[1], 1]);
  readout.drawn(2);
  assert.deepEqual([shown, readout.newest.step], [[1, 2], 2]);
  readout.take(line(3), 1, 3);
  readout.release();
  assert.deepEqual(shown, [1, 2, 3]);
  readout.fail("The engine is gone.");
  await assert.rejects(readout.feed.next(), /The engine is gone/);
});
