// When training rests, which numbers stand beside the picture, and why a stage is silent.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { browser, Element } from "./dom.mjs";

browser();
globalThis.location = { origin: "http://localhost", href: "http://localhost/assets/page.js" };
const { watch } = await import("../../js/engine/attention.js");
const { Rest } = await import("../../js/engine/rest.js");
const { InStep } = await import("../../js/stage/instep.js");
const { Watchdog } = await import("../../js/stage/watchdog.js");
const { headers } = await import("../../js/stage/whynot.js");
const { arrives } = await import("../../js/boot/explain.js");
const { said } = await import("../../js/text/page.js");
self.backflowBoot = { arrives };

// timed is a test whose timers only go when it turns them.
function timed(name, body) {
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      await body();
    } finally {
      mock.timers.reset();
    }
  });
}

const turn = () => new Promise((done) => setImmediate(done));

function resting() {
  const reasons = new Set();
  const said = [];
  const engine = { running: true, rest: (reason, on) => (on ? reasons.add(reason) : reasons.delete(reason)) };
  const rest = new Rest(engine, (text, hidden) => said.push([text, hidden]));
  return { rest, engine, reasons, said };
}

timed("training waits for the picture, and not for ever", () => {
  const { rest, reasons } = resting();
  rest.wait();
  assert.ok(reasons.size === 1);
  rest.show();
  assert.ok(reasons.size === 0);
  rest.wait();
  mock.timers.tick(9_000);
  assert.ok(reasons.size === 1);
  mock.timers.tick(1_000);
  assert.ok(reasons.size === 0);
});

timed("a picture that nobody could see yet is waited for as long as any", () => {
  const { rest, reasons } = resting();
  rest.wait();
  rest.attend({ seen: true, hidden: true });
  mock.timers.tick(60_000);
  rest.attend({ seen: true, hidden: false });
  assert.deepEqual([...reasons], ["picture"]);
  mock.timers.tick(10_000);
  assert.ok(reasons.size === 0);
});

timed("training rests unseen, says why, and says so to who comes back", () => {
  const { rest, engine, reasons, said } = resting();
  rest.attend({ seen: true, hidden: false });
  assert.deepEqual(said, []);
  rest.attend({ seen: true, hidden: true });
  rest.attend({ seen: false, hidden: true });
  assert.ok(reasons.has("unseen"));
  assert.deepEqual(said.splice(0), [["rests while this tab is hidden", true]]);
  rest.attend({ seen: false, hidden: false });
  assert.ok(reasons.has("unseen"));
  assert.deepEqual(said.splice(0), [["rests while picture and numbers are out of sight", false]]);
  rest.attend({ seen: true, hidden: false });
  assert.ok(!reasons.has("unseen"));
  assert.deepEqual(said.splice(0), [["rested while picture and numbers were out of sight", false]]);
  mock.timers.tick(6000);
  assert.deepEqual(said.splice(0), [["", false]]);
  engine.running = false;
  rest.attend({ seen: true, hidden: true });
  assert.deepEqual(said.splice(0), [["", false]], "what pauses does not rest");
});

test("something is seen as long as one of the elements is", () => {
  let tell;
  globalThis.IntersectionObserver = class {
    constructor(f) { tell = f; }
    observe() {}
    disconnect() { tell = null; }
  };
  Object.assign(document, new EventTarget(), { hidden: false, addEventListener() {}, removeEventListener() {} });
  const [a, b] = [new Element(), new Element()];
  const found = [];
  const attention = watch([a, b], ({ seen, hidden }) => found.push([seen, hidden]));
  const see = (target, isIntersecting) => tell([{ target, isIntersecting }]);
  see(a, false);
  assert.ok(attention.seen);
  see(b, false);
  assert.ok(!attention.seen);
  see(b, false);
  see(a, true);
  assert.deepEqual(found, [[true, false], [false, false], [true, false]]);
  attention.stop();
  assert.equal(tell, null);
});

function inStep() {
  const shown = [];
  const state = { follows: true };
  const it = new InStep((line) => shown.push(line), () => state.follows);
  it.take("start", 1, 1); // the first answer to a command
  shown.length = 0;
  return { it, shown, state };
}

timed("numbers wait until the picture shows their step", () => {
  const { it, shown } = inStep();
  it.drawn(1);
  it.take("of 2", 1, 2);
  it.take("between", 1, 3);
  assert.deepEqual(shown, []);
  it.drawn(2);
  assert.deepEqual(shown, ["of 2"]);
  it.take("of 3", 1, 3);
  it.drawn(3);
  assert.deepEqual(shown, ["of 2", "of 3"], "those between two pictures are never shown");
  it.take("more of 3", 1, 3);
  assert.equal(shown.at(-1), "more of 3");
});

timed("numbers that ran ahead come back to the picture's step, but not before a command", () => {
  const { it, shown, state } = inStep();
  state.follows = false; // nothing is drawn yet
  it.take("of 2", 1, 2);
  it.take("of 3", 1, 3);
  state.follows = true;
  it.drawn(2);
  assert.deepEqual(shown.splice(0), ["of 2", "of 3", "of 2"]);
  it.drawn(3);
  assert.deepEqual(shown.splice(0), ["of 3"]);
  it.take("of 4", 1, 4);
  it.take("answer", 2, 5);
  it.drawn(4);
  it.drawn(5);
  assert.deepEqual(shown, ["answer"]);
});

timed("no number waits for long, for a picture that is gone, or after a command", () => {
  const { it, shown, state } = inStep();
  it.take("late", 1, 2);
  mock.timers.tick(5000);
  assert.deepEqual(shown.splice(0), ["late"]);
  it.take("answer", 2, 3);
  assert.deepEqual(shown.splice(0), ["answer"]);
  it.take("held", 2, 4);
  it.release();
  assert.deepEqual(shown.splice(0), ["held"]);
  state.follows = false;
  it.take("free", 2, 9);
  assert.deepEqual(shown.splice(0), ["free"]);
  state.follows = true;
  it.begin();
  it.take("another engine", 0, 1);
  assert.deepEqual(shown.splice(0), ["another engine"]);
});

// The unit tests' own table of files has no hashes: what arrives is of another version.
const answer = (status, sent, body = "") => async () => new Response(body, { status, headers: sent });

async function silent(fetched) {
  globalThis.fetch = fetched;
  Object.assign(document, { baseURI: "http://localhost/" });
  const frame = new EventTarget();
  const told = [];
  const watchdog = new Watchdog(frame, { missing: (reason) => told.push(reason), late() {} });
  watchdog.watch();
  frame.dispatchEvent(new Event("load"));
  mock.timers.tick(3000);
  const end = performance.now() + 10_000; // a hash takes its time where the processor is busy
  for (let i = 0; told.length === 0 && performance.now() < end; i++) {
    if (i < 1000) mock.timers.tick(10);
    await turn();
  }
  return told;
}

timed("a stage that says nothing is named with its cause", async () => {
  for (const [fetched, reason] of [
    [answer(404, {}), /^the server answers 404 for assets\/stage\.html/],
    [answer(200, {}, "<html>Sign in"), /^stage\.html is another page or of another version; /],
    [async () => { throw new TypeError("Failed to fetch"); }, /^stage\.html cannot be reached/],
  ]) {
    const told = await silent(fetched);
    assert.equal(told.length, 1);
    assert.match(said(told[0]), reason);
  }
});

timed("a stage that has spoken, or is on its way, is left alone", async () => {
  const sent = { "Content-Type": "text/html" };
  globalThis.fetch = answer(404, sent);
  const frame = new EventTarget();
  const told = [];
  const watchdog = new Watchdog(frame, { missing: (reason) => told.push(reason), late: (text) => told.push(text) });
  watchdog.watch();
  watchdog.end();
  frame.dispatchEvent(new Event("load"));
  mock.timers.tick(9000);
  await turn();
  assert.deepEqual(told, []);
});

test("headers that keep the stage out of its frame are told apart", () => {
  const wrong = (sent) => said(headers(sent));
  const policy = (text) => wrong(new Headers({ "Content-Type": "text/html", "Content-Security-Policy": text }));
  assert.match(wrong(new Headers({ "Content-Type": "text/plain" })), /as “text\/plain”.*has to be “text\/html”/);
  assert.match(wrong(new Headers({ "Content-Type": "text/html", "X-Frame-Options": "DENY" })), /X-Frame-Options: “DENY”/);
  assert.match(policy("frame-ancestors 'none'"), /“frame-ancestors 'none'”/);
  assert.match(policy("default-src 'none'"), /forbids its script/);
  assert.match(policy("sandbox allow-same-origin"), /allow-scripts/);
  assert.equal(policy("script-src 'self'"), "");
  assert.equal(policy("default-src 'none'; script-src 'self'"), "");
  assert.equal(policy(""), "");
});
