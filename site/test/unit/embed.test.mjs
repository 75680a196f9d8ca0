// The embed: what its address and attributes mean, who may talk to it, and how many
// draw at a time.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { browser, message } from "./dom.mjs";
import { Channel, locks } from "./locks.mjs";

browser();
globalThis.HTMLElement = class { get id() { return ""; } get title() { return ""; } get tabIndex() { return 0; } get hidden() { return false; } };
const { MOST_QUERY, read } = await import("../../embed/options.js");
const { optionsOf, queryOf } = await import("../../embed/attributes.js");
const { Host } = await import("../../embed/host.js");
const { calls } = await import("../../embed/calls.js");
const { gpu, Slots } = await import("../../embed/slots.js");
const { said } = await import("../../js/text/embed.js");
const { params } = await import("../../js/schema.js");

test("options leave the query as it is", () => {
  const { query, options, problems } = read("?act=relu&theme=light&vs=init:xavier,he&start=click&controls=none&x=%zz");
  assert.equal(query, "act=relu&vs=init:xavier,he&x=%zz");
  assert.deepEqual(options, { controls: "none", theme: "light", start: "click" });
  assert.deepEqual(problems, []);
});

test("what makes no sense is named", () => {
  const { options, problems } = read(`theme=${"<b>".repeat(50)}&start=never`);
  assert.deepEqual(options, { controls: "row", theme: "auto", start: "visible" });
  const [theme, start] = problems.map(said);
  assert.match(theme, /^theme cannot be “<b><b>.*…”: it is one of auto, dark, light; auto is used\.$/);
  assert.match(start, /^start cannot be “never”/);
  assert.ok(theme.length < 150);
  assert.match(said(read("x".repeat(MOST_QUERY + 1)).problems[0]), /at most 8000 are read/);
});

const element = (attributes) => ({
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  getAttribute: (name) => attributes[name] ?? null,
});

test("attributes are the query, but for options and what any element has", () => {
  const it = element({
    class: "wide", id: "x", style: "a:b", title: "t", tabindex: "0", hidden: "", "data-x": "1", "aria-label": "l", onclick: "f()", loading: "lazy", theme: "DARK",
    query: "?depth=5", act: "relu", vs: "init:xavier,he", colour: "a&b",
  });
  assert.equal(queryOf(it), "depth=5&act=relu&vs=init:xavier,he&colour=a%26b");
  assert.deepEqual(optionsOf(it), { loading: "lazy", reveal: "auto", controls: "row", theme: "dark" });
});

test("no parameter is mistaken for something else", () => {
  const all = Object.fromEntries(params.map((p) => [p.name, "1"]));
  assert.equal(queryOf(element(all)), params.map((p) => `${p.name}=1`).join("&"));
});

// A host page, and an embed that answers to it.
function conversation(table) {
  const sent = [];
  const around = { postMessage: (data, to, ports = []) => sent.push({ data, to, ports }) };
  const host = new Host(table, around);
  const say = (data, source = around) => dispatchEvent(Object.assign(message(data, source), { origin: "https://blog.example" }));
  return { host, sent, say };
}

// heard resolves to the next messages of a port.
function heard(port, count) {
  return new Promise((done) => {
    const all = [];
    port.onmessage = ({ data }) => {
      all.push(data);
      if (all.length === count) done(all);
    };
  });
}

test("only the window around an embed may connect, in a version that it speaks", async () => {
  const { sent, say } = conversation({});
  assert.deepEqual(sent, [{ data: { backflow: 1, type: "hello" }, to: "*", ports: [] }]);
  say({ backflow: 1, type: "connect" }, {});
  say({ type: "connect" });
  say("connect");
  say(null);
  assert.equal(sent.length, 1);
  say({ backflow: 2, type: "connect" });
  assert.equal(sent[1].data.type, "refused");
  assert.match(sent[1].data.error, /speaks version 1/);
  say({ backflow: 1, type: "connect" });
  assert.equal(sent[2].to, "https://blog.example");
  assert.equal(sent[2].data.type, "connected");
  sent[2].ports[0].close();
});

test("calls are answered, and what makes no sense is named", async () => {
  let queries = [];
  const life = { play() {}, pause() {}, reset() {}, step() {}, load() {}, take() {}, rest() {} };
  const table = calls(life, { next: async () => ({ step: 7 }) }, { choose: (query) => queries.push(query), look() {} });
  const { host, sent, say } = conversation(table);
  host.keep("ready", { query: "" });
  say({ backflow: 1, type: "connect" });
  const port = sent.at(-1).ports[0];
  const answers = heard(port, 13);
  const ask = (id, call, ...args) => port.postMessage({ id, call, args });
  ask(1, "stats");
  ask("two", "set", "depth=3");
  ask(3, "set", "x".repeat(MOST_QUERY + 1));
  ask(4, "step", 0);
  ask(5, "constructor");
  ask(6, "<img src=x onerror=alert(1)>");
  ask(7, "look", { theme: "pink" });
  ask(8, "rest", 1);
  ask("x".repeat(65), "play");
  port.postMessage({ id: 10, call: "play", args: [1, 2, 3, 4, 5] });
  port.postMessage([1]);
  port.postMessage(null);
  const all = await answers;
  const said = (id) => all.find((m) => m.id === id);
  assert.deepEqual(all[0], { event: "ready", detail: { query: "" } }); // it came before
  assert.deepEqual(said(1).result, { step: 7 });
  assert.equal(said("two").result, null);
  assert.deepEqual(queries, ["depth=3"]);
  assert.match(said(3).error, /8001 characters; set takes at most 8000/);
  assert.match(said(4).error, /^step takes a whole number/);
  assert.match(said(5).error, /^There is no call “constructor”; the calls are stats, set, play/);
  assert.match(said(6).error, /no call “<img/);
  assert.match(said(7).error, /theme cannot be “pink”/);
  assert.match(said(8).error, /true or false/);
  assert.match(said(10).error, /at most 4/);
  assert.equal(all.filter((m) => m.id === null).length, 3);
  port.close();
});

test("a host cannot pile up calls", async () => {
  const { sent, say } = conversation({ wait: () => new Promise(() => {}) });
  say({ backflow: 1, type: "connect" });
  const port = sent.at(-1).ports[0];
  const answer = heard(port, 1);
  for (let id = 0; id <= 100; id++) port.postMessage({ id, call: "wait" });
  assert.match((await answer)[0].error, /More than 100 calls wait/);
  port.close();
});

// An embed that has its first look when it is granted a stage, as life.js does.
function embed() {
  const it = { granted: 0, drawn: false, seen: true };
  it.slots = new Slots({
    granted: () => { it.granted++; },
    lost: () => it.seen && it.slots.ask(!it.drawn),
    yields: (first) => !it.seen || (first && it.drawn),
  });
  return it;
}

async function settle() {
  for (let i = 0; i < 40; i++) await new Promise((done) => setImmediate(done));
}

function sharing() {
  Object.defineProperty(globalThis, "navigator", { value: { locks: locks() }, configurable: true });
  globalThis.BroadcastChannel = Channel;
  Channel.silence();
}

const held = (all) => all.filter((e) => e.slots.held);

test("eighteen embeds: three draw at a time, each has its first look once, and then they settle", async () => {
  sharing();
  const all = Array.from({ length: 18 }, embed);
  for (const e of all) e.slots.ask(true);
  for (let round = 0; round < 12; round++) {
    await settle();
    assert.equal(held(all).length, 3);
    for (const e of held(all)) {
      e.drawn = true;
      await e.slots.review();
    }
  }
  assert.ok(all.every((e) => e.drawn), "each has drawn");
  const loads = all.map((e) => e.granted);
  await settle();
  for (const e of held(all)) await e.slots.review();
  await settle();
  assert.deepEqual(all.map((e) => e.granted), loads, "nothing moves any more");
  assert.ok(Math.max(...loads) <= 2, `${loads}`);
});

test("what leaves the window makes room, and a reader's choice goes first", async () => {
  sharing();
  const all = Array.from({ length: 5 }, embed);
  for (const e of all) {
    e.slots.ask(true);
    await settle();
    e.drawn = true;
  }
  for (const e of all) await e.slots.review();
  await settle();
  const [live] = held(all);
  const waits = all.find((e) => !e.slots.held);
  live.seen = false;
  await live.slots.review();
  await settle();
  assert.equal(live.slots.held, false);
  assert.equal(held(all).length, 3);
  const chosen = all.find((e) => !e.slots.held && e !== live) ?? waits;
  await chosen.slots.take();
  await settle();
  assert.equal(chosen.slots.held, true);
  assert.equal(held(all).length, 3);
});

test("one embed has the GPU; without locks none has, and all may draw", async () => {
  sharing();
  assert.equal(await gpu(), "");
  assert.match(said(JSON.parse(await gpu())), /another embed on this page has the GPU/);
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  assert.match(said(JSON.parse(await gpu())), /cannot count each other/);
  const all = Array.from({ length: 5 }, embed);
  for (const e of all) e.slots.ask(true);
  await settle();
  assert.equal(held(all).length, 5);
  assert.equal(all[0].slots.counted, false);
  mock.reset();
});

test("the element counts those that cannot: three in sight draw, a reader's choice first", async () => {
  const observers = [];
  globalThis.IntersectionObserver = class {
    constructor(tell) { observers.push(tell); }
    observe() {}
    unobserve() {}
  };
  const { Crowd } = await import("../../embed/crowd.js");
  const crowd = new Crowd();
  const [look] = observers;
  const rests = {};
  const all = ["a", "b", "c", "d", "e"];
  for (const name of all) crowd.join(name, (on) => { rests[name] = on; });
  const see = (isIntersecting, ...names) => look(names.map((target) => ({ target, isIntersecting })));
  see(true, ...all);
  assert.deepEqual(rests, {}); // they count themselves, as far as is known
  for (const name of all) crowd.told(name, { counted: false, asked: false });
  const draw = () => all.filter((name) => rests[name] !== true).join("");
  assert.equal(draw(), "abc");
  crowd.told("e", { counted: false, asked: true });
  assert.equal(draw().length, 3);
  assert.ok(draw().includes("e"));
  see(false, "e", "a");
  assert.equal(draw(), "bcd");
  crowd.leave("b");
  see(true, "a");
  assert.match(draw(), /^a?b?cd$/);
});
