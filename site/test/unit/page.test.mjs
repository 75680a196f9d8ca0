// The picture's frame, slow motion, keys and window.backflow.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { browser, Element, message } from "./dom.mjs";

const { body, byId } = browser();
globalThis.location = { origin: "http://localhost", search: "" };
const { api } = await import("../../js/page/api.js");
const { shortcuts } = await import("../../js/page/keys.js");
const { Picture } = await import("../../js/stage/picture.js");
const { SlowMotion } = await import("../../js/stage/slowmotion.js");
const { StatsFeed } = await import("../../js/engine/statsfeed.js");

// still is a test whose timers only go when it turns them.
function still(name, body) {
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      await body();
    } finally {
      mock.timers.reset();
    }
  });
}

function picture() {
  const sent = [];
  const loads = [];
  const frame = new Element("iframe");
  frame.contentWindow = { postMessage: (m) => sent.push(m), location: { replace: (url) => loads.push(url) } };
  const curtain = new Element("p");
  curtain.textContent = "Starting the engine…";
  const root = new Element();
  root.append(frame, curtain);
  const told = [];
  const lines = [];
  const p = new Picture(frame, curtain, { connect: (port) => lines.push(port), ready() {}, target() {}, moment() {}, lane() {}, again: (text) => told.push(text) });
  const say = (data) => dispatchEvent(message(data, frame.contentWindow));
  const image = () => root.children.find((c) => c.className === "still");
  return { p, say, sent, lines, loads, curtain, told, frame, image, holds: () => sent.filter((m) => m.type === "hold").map((m) => m.on) };
}

test("the engine has a line before the stage is ready, and the stage gets that one", () => {
  const { p, say, sent, lines } = picture();
  p.connect(); // an engine that starts before there is a stage to wait for
  assert.equal(lines.length, 0);
  p.load();
  assert.equal(lines.length, 1);
  assert.equal(sent.length, 0);
  say({ type: "stage-ready" });
  const ports = () => sent.filter((m) => m.type === "port");
  assert.deepEqual([lines.length, ports().length], [1, 1]);
  say({ type: "stage-ready" }); // it was loaded again
  assert.deepEqual([lines.length, ports().length], [2, 2]);
  p.connect(); // a new engine
  assert.deepEqual([lines.length, ports().map((m) => m.turn)], [3, [1, 2, 3]]);
});

test("the stage has its sentences before it has a line, and no line before there are any", () => {
  const { picture: words } = self.backflowTexts;
  delete self.backflowTexts.picture;
  const { p, say, sent } = picture();
  p.load();
  say({ type: "stage-ready" });
  const types = () => sent.map((m) => m.type).filter((type) => type !== "view");
  assert.deepEqual(types(), []);
  self.backflowTexts.picture = words;
  p.texts();
  assert.deepEqual(types(), ["texts", "port"]);
  assert.deepEqual(JSON.parse(sent.find((m) => m.type === "texts").json).picture, words);
  say({ type: "stage-ready" }); // it was loaded again
  assert.deepEqual(types(), ["texts", "port", "texts", "port"]);
});

test("what the stage says before the page listens is heard once that is through", async () => {
  const { p, frame, sent } = picture();
  frame.setAttribute("src", "stage.html");
  self.backflowBoot = { failed: () => "", heard: [message({ type: "stage-ready" }, frame.contentWindow), message({ type: "stage-ready" }, {})] };
  p.load();
  assert.equal(sent.length, 0);
  await null;
  assert.equal(sent.filter((m) => m.type === "port").length, 1);
  delete self.backflowBoot;
});

const drawn = { type: "stage-stats", fps: 60, stageMs: 1 };

test("a sentence that is true is not overwritten by the one of the timer", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { p, say, curtain } = picture();
    p.load();
    say({ type: "stage-error", text: "The picture needs WebGL 2, which this browser does not offer." });
    const before = curtain.textContent;
    mock.timers.tick(31_000);
    p.fail();
    assert.match(before, /needs WebGL 2.*go on\. Load the picture again$/);
    assert.equal(curtain.textContent, before.replace(" The numbers below and beside go on.", "")); // without an engine they do not
  } finally {
    mock.timers.reset();
  }
});

test("the timer speaks where nothing has been said", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { p, curtain } = picture();
    p.load();
    mock.timers.tick(31_000);
    assert.match(curtain.textContent, /takes long to load/);
  } finally {
    mock.timers.reset();
  }
});

still("a stage that is loaded again is held as the one before was", () => {
  const { p, say, holds } = picture();
  p.load();
  say({ type: "stage-ready" });
  p.hold(true);
  assert.deepEqual(holds(), [], "the first picture comes at full speed");
  say(drawn);
  assert.deepEqual(holds(), [true]);
  say({ type: "stage-ready" }); // it was loaded again
  say(drawn);
  assert.deepEqual(holds(), [true, true]);
  p.hold(false);
  assert.deepEqual(holds(), [true, true, false]);
});

still("a stage that stops is loaded again once, and then when it is asked for", () => {
  const { p, say, loads, curtain, told } = picture();
  p.load();
  say({ type: "stage-ready" });
  say({ type: "stage-drawn" });
  say({ type: "stage-error", text: "The picture has stopped.", stopped: true });
  assert.equal(loads.length, 1);
  assert.equal(told.length, 1);
  say({ type: "stage-ready" });
  say({ type: "stage-error", text: "The picture has stopped.", stopped: true });
  assert.equal(loads.length, 1);
  assert.match(curtain.textContent, /^The picture has stopped\. The numbers below and beside go on\./);
  curtain.children.at(-1).click();
  assert.equal(loads.length, 2);
  say({ type: "stage-ready" });
  say({ type: "stage-drawn" });
  assert.ok(curtain.hidden);
});

// awake is a picture that has drawn, and types what it has been asked.
function awake() {
  const made = picture();
  made.p.load();
  made.say({ type: "stage-ready" });
  made.say({ type: "stage-drawn" });
  return { ...made, types: () => made.sent.map((m) => m.type) };
}

const turn = () => new Promise((done) => setImmediate(done));
const blob = new Blob(["a picture"]);

still("a picture that sleeps leaves its last frame, and wakes", async () => {
  const { p, say, frame, image, curtain, types, sent } = awake();
  const gone = p.sleep();
  assert.equal(types().at(-1), "copy");
  assert.ok(frame.isConnected, "it is not taken away before it has been copied");
  say({ type: "stage-copy", picture: blob });
  await gone;
  assert.ok(p.asleep && !frame.isConnected && image() && curtain.hidden);
  const asked = sent.length;
  p.show({ theme: "light" });
  assert.equal(sent.length, asked, "nothing is asked of a stage that is not there");
  p.wake();
  assert.ok(frame.isConnected && image(), "the image stays until there is another");
  say({ type: "stage-ready" });
  assert.equal(sent.find((m, i) => i >= asked && m.type === "view").theme, "light");
  say({ type: "stage-drawn" });
  assert.ok(!image() && curtain.hidden && !p.asleep);
});

still("a picture that cannot be copied truly leaves a plain surface and a sentence", async () => {
  const { p, say, image, curtain } = awake();
  const gone = p.sleep();
  say({ type: "stage-copy", picture: null });
  await gone;
  assert.equal(image(), undefined);
  assert.equal(curtain.textContent, "The picture rests. There is no true copy of its last frame to show.");
});

still("a picture that is woken while it falls asleep stays", async () => {
  const { p, say, frame } = awake();
  const gone = p.sleep();
  p.wake();
  say({ type: "stage-copy", picture: blob });
  await gone;
  assert.ok(frame.isConnected && !p.asleep);
});

still("the second lost context within a minute puts the picture to sleep, with a button", async () => {
  const { say, loads, frame, image, curtain, types } = awake();
  say({ type: "stage-lost" });
  assert.equal(loads.length, 1, "the first is made good");
  say({ type: "stage-ready" });
  say({ type: "stage-drawn" });
  assert.equal(types().at(-1), "copy", "what may be lost again is copied");
  say({ type: "stage-copy", picture: blob });
  await turn();
  say({ type: "stage-lost" });
  await turn();
  assert.equal(loads.length, 1);
  assert.ok(!frame.isConnected && image());
  assert.match(curtain.textContent, /twice within a minute.* Show the picture again$/);
  curtain.children.at(-1).click();
  assert.ok(frame.isConnected);
  say({ type: "stage-ready" });
  say({ type: "stage-drawn" });
  assert.ok(curtain.hidden && !image());
});

still("what fails later does not hide what has failed first", () => {
  const { p, say, curtain } = picture();
  p.fail();
  p.load();
  mock.timers.tick(31_000);
  assert.equal(curtain.textContent, "The engine is not running.");
  say({ type: "stage-error", text: "The picture needs WebGL 2." });
  assert.equal(curtain.textContent, "The engine is not running.");
  p.wait("Starting the engine…");
  assert.match(curtain.textContent, /^The picture needs WebGL 2\./);
});

const networks = (layers, ...steps) => ({ step: Math.min(...steps), lanes: steps.map((step) => ({ step, diverged: false, layers: Array(layers).fill({}) })) });

test("the slider stands at the end of a step, however many layers there come to be", () => {
  const slow = new SlowMotion(() => {});
  slow.running(false);
  slow.stats(networks(11, 5));
  slow.stats(networks(31, 5));
  assert.equal(Number(byId("moment").max), 62);
  assert.equal(Number(byId("moment").value), 62);
});

test("slow motion plays on where one lane has diverged", () => {
  const shown = [];
  const slow = new SlowMotion((at) => shown.push(at));
  slow.configure({ speed: "1" });
  slow.running(true);
  const broken = (step) => ({ step: 2, lanes: [{ step, diverged: false, layers: [{}] }, { step: 2, diverged: true, layers: [{}] }] });
  slow.stats(broken(5));
  shown.length = 0;
  slow.stats(broken(6));
  assert.deepEqual(shown, [0], "step 6 is played from its beginning");
});

// press sends a key to an element, and reports whether the browser may act on it.
function press(key, target) {
  const event = Object.assign(new Event("keydown", { cancelable: true }), { key });
  Object.defineProperty(event, "target", { value: target });
  return dispatchEvent(event);
}

function click(target) {
  const event = Object.assign(new Event("click"), { detail: 1 });
  Object.defineProperty(event, "target", { value: target });
  dispatchEvent(event);
}

test("letters act where nothing has the focus or the picture has, space where it means nothing else", () => {
  const done = [];
  let letters = true;
  shortcuts({ play: () => done.push("play"), step: () => done.push("step"), reset: () => done.push("reset"), letters: () => letters });
  const type = (text, target) => {
    done.length = 0;
    for (const key of text) press(key, target);
    return done.join();
  };
  assert.equal(type("results", new Element("button")), "");
  assert.equal(type("r", new Element("a")), "");
  assert.equal(type("sr", body), "step,reset");
  assert.equal(type("s", byId("picture")), "step");
  letters = false;
  assert.equal(type("sr ", body), "play");

  const chip = Object.assign(new Element("input"), { type: "checkbox" });
  chip.matches = (selector) => selector.includes("checkbox");
  const label = Object.assign(new Element("label"), { className: "chip", control: chip });
  label.append(chip);
  assert.equal(type(" ", chip), "", "a chip that Tab has come to is ticked");
  click(chip);
  assert.equal(press(" ", chip), false, "the browser must not untick it");
  assert.deepEqual(done, ["play"]);
  press("Tab", chip);
  assert.equal(type(" ", chip), "");
});

function stats() {
  const engine = { command: 3, asked: [], configure: (q) => engine.asked.push(q), step: (n) => engine.asked.push(n), play() {}, pause() {}, reset() {} };
  const feed = new StatsFeed(engine, () => null);
  return { engine, feed, backflow: api(engine, feed, (q) => engine.configure(q)) };
}

test("what makes no sense is refused and does not reach the engine", async () => {
  const { engine, backflow } = stats();
  for (const query of [() => 1, 123n, { depth: 3 }, undefined, null, Symbol("x"), 7]) {
    await assert.rejects(backflow.set(query), /^TypeError: set takes a query as a string/);
  }
  for (const n of ["x", -1, 0, 1.5, NaN, Infinity, 1e10, 3n, {}, null]) {
    await assert.rejects(backflow.step(n), /^RangeError: step takes a whole number from 1 to 1000000000, not /);
  }
  for (const wish of [null, 7, "dead", [], {}, { want: "dead" }, { want: [1] }, { want: ["x".repeat(65)] }, { want: Array(65).fill("dead") }]) {
    await assert.rejects(backflow.stats(wish), /^TypeError: stats takes nothing, or the names of instruments as \{want: \["jacobian", "dead"\]\}\.$/);
  }
  await backflow.set("depth=3");
  await backflow.step();
  await backflow.step(1e9);
  assert.deepEqual(engine.asked, ["depth=3", 1, 1e9]);
});

test("stats() with a want resolves to what the engine gives, with the picture's figures", async () => {
  const { engine, feed, backflow } = stats();
  engine.want = async (names) => ({ step: 5, names });
  assert.deepEqual(await backflow.stats({ want: ["dead"] }), { step: 5, names: ["dead"], fps: null, stageMs: null, resolution: null, edges: null });
  feed.fail("The engine stopped.");
  await assert.rejects(backflow.stats({ want: ["dead"] }), /The engine stopped\./);
});

test("stats() rejects where no engine is left, and answers once there is one", async () => {
  const { feed, backflow } = stats();
  const waiting = backflow.stats();
  feed.fail("The engine stopped.");
  await assert.rejects(waiting, /The engine stopped\./);
  await assert.rejects(backflow.stats(), /The engine stopped\./);
  feed.begin();
  const next = backflow.stats();
  feed.take({ step: 1, lanes: [] }, 3);
  assert.equal((await next).step, 1);
});
