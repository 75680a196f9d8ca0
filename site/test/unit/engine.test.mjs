// The engine's life, with workers that do what the test says.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { browser, message } from "./dom.mjs";

browser();
const { Engine } = await import("../../js/engine/engine.js");

let workers;
globalThis.Worker = class {
  sent = [];
  ended = false;
  constructor() { workers.push(this); }
  postMessage(data) { this.sent.push(data); }
  terminate() { this.ended = true; }
  say(data) { this.onmessage(message(data)); }
  fail(text) { this.onerror(Object.assign(new Event("error", { cancelable: true }), { message: text })); }
  answer(more = {}) {
    const { id, query } = this.sent.findLast((m) => m.type === "config" || m.type === "start");
    this.say({ type: "config", id, json: JSON.stringify({ query, table: null, reading: "", ...more }) });
  }
  types() { return this.sent.map((m) => m.type); }
};

function engine() {
  const told = { notices: [], failures: [], configs: [], started: 0 };
  const on = {
    config: (answer) => told.configs.push(answer), stats() {}, running() {}, hold() {}, undoable() {},
    notice: (level, text) => told.notices.push(text), failed: (text) => told.failures.push(text), started: () => told.started++,
  };
  return { engine: new Engine(on), told: Object.assign(told, { on }) };
}

// file is one of the viewer's own; release lets the browser have read it.
function file(name) {
  let release;
  const read = new Promise((done) => { release = () => done(new ArrayBuffer(1)); });
  return { name, release, arrayBuffer: () => read };
}

const turn = () => new Promise((done) => setImmediate(done));

beforeEach(() => { workers = []; });

test("what the engine sends as ids is said, and what it says itself stays", () => {
  const { engine: e, told } = engine();
  const accounts = [];
  e.start("depth=3");
  const [worker] = workers;
  worker.say({ type: "texts", json: JSON.stringify({
    query: { mended: "{why}; {used} is used.", imagesNeeded: "model=cnn does not go with data={data}" },
    place: { lost_start: "The GPU was lost", lostOnce: "{cause}; training goes on.", lost: "the GPU was lost", onCPU: "CPU: {why}" },
  }) });
  const why = { id: "query.imagesNeeded", args: { data: "xor" } };
  worker.answer({ problems: [{ message: { id: "query.mended", args: { why, used: "mlp" } } }] });
  assert.equal(told.configs[0].problems[0].message, "model=cnn does not go with data=xor; mlp is used.");
  worker.say({ type: "notice", level: "error", text: { id: "place.lostOnce", args: { cause: { id: "place.lost_start" } } }, again: "" });
  worker.say({ type: "notice", level: "info", text: "Said already.", again: "" });
  assert.deepEqual(told.notices, ["The GPU was lost; training goes on.", "Said already."]);
  told.on.stats = (account, id, seq, reasons) => accounts.push({ ...account, reasons });
  worker.say({ type: "stats", id: 1, seq: 1, json: JSON.stringify({ lanes: [{ label: "ReLU", why: { id: "place.onCPU", args: { why: { id: "place.lost" } } }, note: "" }] }) });
  assert.deepEqual(accounts[0].lanes, [{ label: "ReLU", why: "CPU: the GPU was lost", note: "" }]);
  assert.deepEqual(accounts[0].reasons, ["the GPU was lost"]);
});

test("a late error of a dead worker does not reach the one after it", () => {
  const { engine: e, told } = engine();
  e.start("depth=3");
  const [first] = workers;
  first.answer();
  first.say({ type: "fatal", phase: "run", text: "", detail: "exit code 2" });
  assert.equal(workers.length, 2);
  assert.ok(first.ended);
  first.fail("Uncaught Error: Go program has already exited");
  first.say({ type: "fatal", phase: "run", text: "", detail: "exit code 2" });
  assert.equal(workers.length, 2, "the second worker was given up");
  assert.deepEqual(told.failures, []);
  assert.deepEqual(told.notices, ["The engine stopped: its program has a fault. It has been started anew with the same settings."]);
});

test("training rests for as long as there is a reason, also with another worker", () => {
  const { engine: e } = engine();
  const rests = (worker) => worker.sent.filter((m) => m.type === "rest").map((m) => m.on);
  e.rest("picture", true);
  e.start("");
  assert.equal(workers[0].sent[0].rests, true);
  const { command } = e;
  e.rest("unseen", true);
  e.rest("picture", false);
  assert.deepEqual(rests(workers[0]), []);
  e.rest("unseen", false);
  e.rest("unseen", true);
  assert.deepEqual(rests(workers[0]), [false, true]);
  assert.equal(e.command, command, "it is no command that statistics would wait for");
  assert.equal(e.running, true);
  workers[0].answer();
  workers[0].fail("");
  assert.equal(workers[1].sent[0].rests, true);
  e.rest("unseen", false);
  e.rest("picture", true);
  e.play();
  assert.deepEqual(rests(workers[1]), [false, true, false], "who plays does not wait for the picture");
});

test("the third death with the same settings is the last", () => {
  const { engine: e, told } = engine();
  e.start("width=9");
  for (let life = 0; life < 3; life++) {
    workers.at(-1).answer();
    workers.at(-1).fail("Uncaught RangeError: WebAssembly.Memory.grow(): out of memory.");
  }
  assert.equal(workers.length, 3);
  assert.equal(told.failures.length, 1);
  assert.match(told.failures[0], /^The engine stopped: out of memory\. That was the third time/);
});

test("another query, or asking for it, gives an engine three lives again", () => {
  const { engine: e, told } = engine();
  const die = (times) => {
    for (let life = 0; life < times; life++) {
      workers.at(-1).answer();
      workers.at(-1).fail("");
    }
  };
  e.start("width=9");
  die(2);
  e.configure("width=8");
  die(2);
  assert.deepEqual(told.failures, []);
  die(1);
  assert.equal(told.failures.length, 1);
  const before = workers.length;
  e.retry();
  assert.equal(workers.length, before + 1);
  assert.equal(workers.at(-1).sent[0].query, "width=8");
  die(2);
  assert.equal(told.failures.length, 1);
});

test("an engine that is started anew pauses or trains as the one before, and takes no step twice", () => {
  const { engine: e, told } = engine();
  e.start("");
  workers[0].answer();
  e.step(3);
  assert.equal(e.running, false, "a step pauses");
  workers[0].fail("");
  assert.deepEqual(workers[1].types(), ["start"]);
  assert.equal(workers[1].sent[0].running, false);
  assert.ok(workers[1].sent[0].id > workers[0].sent.at(-1).id, "commands go on counting");
  workers[1].answer();
  e.play();
  workers[1].fail("");
  assert.equal(workers[2].sent[0].running, true);
  assert.equal(told.started, 3);
});

test("a program that does not load is said to, and tried again when it is asked for", () => {
  const { engine: e, told } = engine();
  e.start("depth=4");
  workers[0].say({ type: "fatal", phase: "load", text: "The engine cannot be loaded: engine.wasm is missing.", detail: "" });
  assert.equal(workers.length, 1, "not by itself");
  assert.deepEqual(told.failures, ["The engine cannot be loaded: engine.wasm is missing."]);
  e.step(1);
  e.retry();
  assert.deepEqual(workers[1].types(), ["start"]);
  assert.equal(workers[1].sent[0].query, "depth=4");
});

test("an answer to an older query does not change the settings", () => {
  const { engine: e, told } = engine();
  e.start("");
  e.configure("depth=5");
  e.configure("depth=6");
  const [worker] = workers;
  const [, older] = worker.sent;
  worker.say({ type: "config", id: older.id, json: JSON.stringify({ query: "depth=5", table: null, reading: "" }) });
  assert.deepEqual(told.configs, []);
  worker.answer();
  assert.deepEqual(told.configs.map((c) => c.query), ["depth=6"]);
});

test("raw exceptions do not reach the viewer", () => {
  for (const raw of ["Uncaught RuntimeError: memory access out of bounds", "unreachable", "Failed to execute 'importScripts' on 'WorkerGlobalScope'", "runtime error: index out of range [2] with length 1"]) {
    const { engine: e, told } = engine();
    e.start("");
    workers.at(-1).answer();
    workers.at(-1).fail(raw);
    assert.deepEqual(told.notices, ["The engine stopped: its program has a fault. It has been started anew with the same settings."]);
  }
});

test("a new table is learnt by an engine that has died with another in force", async () => {
  const { engine: e, told } = engine();
  e.start("");
  const old = file("old.csv");
  old.release();
  await e.learn(old, () => "data=custom");
  workers[0].answer({ table: { id: 1, text: "old" } });
  for (let life = 0; life < 3; life++) {
    await turn();
    workers.at(-1).answer({ table: { id: 1, text: "old" } });
    workers.at(-1).fail("");
  }
  assert.equal(told.failures.length, 1);
  const fresh = file("new.csv");
  fresh.release();
  await e.learn(fresh, () => "data=custom&depth=4");
  await turn();
  const { sent } = workers.at(-1);
  assert.equal(workers.length, 4);
  assert.equal(sent[0].type, "start");
  assert.equal(sent[0].query, "data=custom&depth=4");
  assert.equal(sent[0].table.name, "new.csv");
  assert.deepEqual(sent.filter((m) => m.table && m.table.name !== "new.csv"), []);
});

// restarting is an engine that has died and reads the table from before again.
async function restarting(told = null) {
  const made = engine();
  const table = file("mine.csv");
  table.release();
  made.engine.start("");
  await made.engine.learn(table, () => "data=custom");
  workers[0].answer({ table: { id: 1, text: "mine" } });
  let release;
  table.arrayBuffer = () => new Promise((done) => { release = () => done(new ArrayBuffer(1)); });
  workers[0].fail("");
  assert.equal(workers.length, 2);
  assert.deepEqual(workers[1].sent, [], "nothing is asked before the table is read");
  return { ...made, worker: workers[1], release: async () => { release(); await turn(); } };
}

test("a pause while the table is read again stays one", async () => {
  const { engine: e, worker, release } = await restarting();
  e.pause();
  await release();
  assert.deepEqual(worker.types(), ["start"]);
  assert.equal(worker.sent[0].running, false);
  assert.equal(e.running, false);
});

test("what is chosen while the table is read again counts, and nothing before start", async () => {
  const { engine: e, worker, release } = await restarting();
  e.configure("data=moons");
  e.step(3);
  e.step(2);
  await release();
  assert.deepEqual(worker.types(), ["start", "step"]);
  assert.equal(worker.sent[0].query, "data=moons");
  assert.equal(worker.sent[1].n, 5);
  assert.ok(worker.sent[1].id > worker.sent[0].id && worker.sent[1].id === e.command);
});

test("another file that is chosen while the table is read again takes its place", async () => {
  const { engine: e, worker, release } = await restarting();
  const other = file("other.csv");
  other.release();
  await e.learn(other, () => "data=custom");
  await release();
  assert.deepEqual(worker.types(), ["start"]);
  assert.equal(worker.sent[0].table.name, "other.csv");
});

test("a table that the engine dies of is given up aloud", async () => {
  const { engine: e, told } = engine();
  e.start("data=moons");
  workers[0].answer();
  const huge = file("huge.csv");
  huge.release();
  await e.learn(huge, () => "data=custom");
  workers[0].answer({ reading: "huge.csv" });
  workers[0].fail("out of memory");
  assert.equal(workers[1].sent[0].query, "data=moons");
  assert.equal(workers[1].sent[0].table, null);
  assert.match(told.notices[0], /out of memory\. huge\.csv was being read and is not learnt\. It has been started anew/);
});

test("data chosen while the browser reads a file wins over the file", async () => {
  const { engine: e } = engine();
  e.start("");
  workers[0].answer();
  let left = false;
  const slow = file("slow.csv");
  const learnt = e.learn(slow, () => (left ? null : "data=custom"));
  e.configure("data=circle");
  left = true;
  slow.release();
  assert.equal(await learnt, false);
  assert.deepEqual(workers[0].types().filter((t) => t === "config"), ["config"]);
});

test("a worker that does not answer is replaced, with the newest settings", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { engine: e, told } = engine();
    e.start("");
    workers[0].answer();
    e.configure("depth=7");
    mock.timers.tick(5000);
    mock.timers.tick(5000);
    assert.equal(workers.length, 2);
    assert.equal(workers[1].sent[0].query, "depth=7");
    assert.equal(told.notices.length, 1);
  } finally {
    mock.timers.reset();
  }
});

test("a browser without workers is told of in a sentence", () => {
  const before = globalThis.Worker;
  globalThis.Worker = class { constructor() { throw new Error("SecurityError: raw"); } };
  try {
    const { engine: e, told } = engine();
    e.start("");
    assert.deepEqual(told.failures, ["This browser starts no worker, in which Backflow computes."]);
  } finally {
    globalThis.Worker = before;
  }
});

test("what is wanted is answered once, asked of a new engine again, and refused in a sentence", async () => {
  const { engine: e } = engine();
  e.start("depth=3");
  const [first] = workers;
  first.answer();
  const dead = e.want(["dead"]);
  const alive = e.want(["alive"]);
  assert.deepEqual(first.sent.filter((m) => m.type === "want"), [{ type: "want", want: 1, names: ["dead"] }, { type: "want", want: 2, names: ["alive"] }]);
  first.say({ type: "wanted", want: 2, json: "", text: "There is no such instrument." });
  first.say({ type: "wanted", want: 9, json: "{}", text: "" }); // of nobody
  await assert.rejects(alive, /^RangeError: There is no such instrument\.$/);
  first.say({ type: "fatal", phase: "run", text: "", detail: "exit code 2" });
  await turn();
  const [, second] = workers;
  assert.deepEqual(second.types(), ["start", "want"]);
  second.say({ type: "wanted", want: 1, json: JSON.stringify({ step: 4, lanes: [] }), text: "" });
  assert.deepEqual(await dead, { step: 4, lanes: [] });
});

test("what is wanted before there is an engine is asked of it, and given up with it", async () => {
  const { engine: e } = engine();
  const refused = assert.rejects(e.want(["dead"]), /stopped/);
  e.start("depth=3");
  await turn();
  assert.deepEqual(workers[0].types(), ["start", "want"]);
  for (const worker of workers) { // each is followed by another until there is no point
    worker.answer();
    worker.say({ type: "fatal", phase: "run", text: "", detail: "exit code 2" });
    await turn();
  }
  assert.equal(workers.length, 3);
  await refused;
});
