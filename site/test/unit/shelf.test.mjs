// Lessons as data, what is kept of them, and the numbers and gauges of their sheets; where the tour stands.

import assert from "node:assert/strict";
import test from "node:test";
import "./dom.mjs";

const { tour } = await import("../../js/text/en.js");
const { lessonNamed, lessons } = await import("../../js/lesson/data.js");
const { figure } = await import("../../js/lesson/figure.js");
const { keep, kept } = await import("../../js/lesson/kept.js");
const { ticks } = await import("../../js/lesson/papergauge.js");
const { hidden, placeFor } = await import("../../js/tour/place.js");
const { steps } = await import("../../js/tour/steps.js");
await import("../../js/text/page.js"); // labels of parameters

// strings are all texts in a value of JSON.
const strings = (value) => (typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(strings) : []);

// The id of a sentence, also within one; the page waits for no words of the engine's here.
const ID = /\b(lesson|course|param|page|instrument|column|session|engine|race)\.[a-z]\w+\b/;

test("lessons are there, in words", async () => {
  const all = await lessons();
  assert.equal(all.length, 13);
  const names = all.flatMap((l) => l.steps.flatMap((s) => s.look.map(({ name }) => name)));
  assert.deepEqual(strings(all).filter((text) => ID.test(text) && !names.includes(text) || /\{\w+\}/.test(text)), []);
  const column = all.flatMap((l) => l.steps.flatMap((s) => s.look)).find(({ name }) => name === "column.updateRatio");
  assert.equal(column.label, "the column “update” of the table");
  const product = await lessonNamed("product");
  assert.equal(product.address, "lesson=product");
  assert.match(product.question, /\?$/);
  assert.equal(product.steps[1].look[0].label, "the control Hidden layers");
  assert.equal(await lessonNamed("no"), undefined);
  assert.equal(await lessons(), all);
});

test("how far a lesson has come is kept, and what is finished stays so", () => {
  assert.equal(kept("init"), undefined);
  keep("init", 1, false);
  assert.deepEqual(kept("init"), { step: 1, finished: false });
  keep("init", 3, true);
  keep("rate", 0, false);
  keep("init", 1, false);
  assert.deepEqual([kept("init"), kept("rate")], [{ step: 1, finished: true }, { step: 0, finished: false }]);
});

test("a browser without a storage, or with other words in it, keeps lessons for the visit", () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  try {
    for (const storage of [{ getItem: () => "{", setItem() { throw new Error("full"); } }, { getItem: () => "3", setItem() {} }]) {
      Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
      keep("gpu", 2, false);
      assert.deepEqual(kept("gpu"), { step: 2, finished: false });
    }
  } finally {
    if (before) Object.defineProperty(globalThis, "localStorage", before);
    else delete globalThis.localStorage;
  }
});

test("numbers have three digits", () => {
  for (const [x, want] of [[0.236, "0.236"], [2.3e-6, "2.3·10⁻⁶"], [1, "1"], [0, "0"], [1000, "1000"], [1e5, "1·10⁵"], [4.3e-5, "4.3·10⁻⁵"], [0.8563, "0.856"], [2.303, "2.3"]]) {
    assert.equal(figure(x), want);
  }
});

test("a gauge on paper has a number at each power of ten, and finer lines where there is room", () => {
  const wide = ticks(1e-8, 1);
  assert.deepEqual(wide.map((t) => t.label), ["10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1"]);
  assert.deepEqual([wide[0].x, wide[8].x, wide[4].x], [12, 288, 150]);
  const narrow = ticks(0.1, 10);
  assert.equal(narrow.length, 19);
  assert.deepEqual(narrow.filter((t) => t.long).map((t) => t.x), [12, 150, 288]);
  assert.ok(narrow.every((t, i) => i === 0 || t.x > narrow[i - 1].x));
});

test("the tour stands beside what it is about, or at the lower end", () => {
  const card = { width: 300, height: 150 }, desk = { width: 1440, height: 900 };
  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
  assert.deepEqual(placeFor(box(16, 60, 230, 80), card, desk), { left: 16, top: 152 }); // below
  assert.deepEqual(placeFor(box(16, 850, 300, 40), card, desk), { left: 16, top: 688 }); // above
  assert.deepEqual(placeFor(box(264, 80, 790, 740), card, desk), { left: 1066, top: 80 }); // at the right
  assert.deepEqual(placeFor(box(400, 10, 1030, 880), card, desk), { left: 88, top: 12 }); // at the left
  assert.equal(placeFor(box(0, 0, 1440, 900), card, desk), null);
  assert.equal(placeFor(box(0, -200, 1009, 455), card, { width: 1024, height: 700 }), null); // a picture that is scrolled away
  assert.equal(placeFor(box(10, 10, 100, 40), card, { width: 390, height: 844 }), null);
  assert.ok(hidden(box(0, 700, 300, 200), 600) && hidden(box(0, -10, 300, 50), 600) && !hidden(box(0, 300, 300, 800), 600));
});

test("every step of the tour has its words, and notices when it is done", () => {
  assert.deepEqual(steps.map(({ name }) => name), ["gauges", "activation", "play", "left"]);
  for (const { title, text, target, done } of steps) {
    for (const id of [title, text]) assert.ok(tour[id.split(".")[1]], id);
    assert.equal(typeof target, "function");
    assert.equal(typeof done, "function");
  }
});
