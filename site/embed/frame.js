// The embed: a stage, a row of controls and what is left of the gradient, in a frame
// of somebody else's page. Nothing is loaded before it can be seen; see life.js.

import { Bar } from "../js/controls/bar.js";
import { Chips } from "../js/controls/chips.js";
import { groups } from "../js/controls/layout.js";
import { schemaOf } from "../js/controls/versus.js";
import { Engine } from "../js/engine/engine.js";
import { Rest } from "../js/engine/rest.js";
import { StatsFeed } from "../js/engine/statsfeed.js";
import { byId } from "../js/page/dom.js";
import { Messages } from "../js/page/messages.js";
import { guess, queryOf } from "../js/page/query.js";
import { follow } from "../js/page/theme.js";
import { InStep } from "../js/stage/instep.js";
import { Picture } from "../js/stage/picture.js";
import { SlowMotion } from "../js/stage/slowmotion.js";
import { calls } from "./calls.js";
import { Cover } from "./cover.js";
import { Host } from "./host.js";
import { Left } from "./left.js";
import { Life } from "./life.js";
import { openable } from "./link.js";
import { read } from "./options.js";
import { frugal, seen } from "./seen.js";

const address = read(location.search);
const { options } = address;
let values = guess(address.query);
let visible = false;
let drawn = false; // once
let answered = false;

const messages = new Messages(byId("messages"));
const engine = new Engine({ config, stats: heard, running, notice, failed, started, hold, undoable() {} });
const feed = new StatsFeed(engine, () => picture);
const rest = new Rest(engine, () => {});
const inStep = new InStep(stats, () => picture.drawn && visible);
const slow = new SlowMotion((at) => picture.moment(at));
const picture = new Picture(byId("stage"), byId("curtain"), {
  connect: (port) => engine.connect(port),
  ready: () => {
    slow.again();
    rest.show();
  },
  drawn: drew,
  gone,
  step: (seq) => inStep.drawn(seq),
  target() {},
  moment() {},
  lane: (label) => alone(label),
  again: (text) => notice("info", text),
});
rest.wait();
const life = new Life({ engine, picture, query: address.query, changed });
const bar = new Bar(life, { step });
const left = new Left(byId("left"));
const acts = new Chips(schemaOf("act"), { ...rowOf("act"), compare: false }, { change, complain }, byId("acts-name"));
const cover = new Cover(options.start, () => life.take());
const host = new Host(calls(life, feed, { choose, look }));
const recolour = follow(() => options.theme, (view) => picture.show(view));

byId("acts").append(acts.element);
byId("picture").addEventListener("keydown", keys);
openable(byId("open"), complain);
look({});
shown(values);
for (const problem of address.problems) complain(problem);
seen((now) => {
  visible = now;
  if (!now) inStep.release();
  life.see(now);
});
if (options.start === "visible" && !frugal()) life.begin();
changed();

// rowOf is how the page offers a parameter.
function rowOf(name) {
  return groups.flatMap((g) => g.rows).find((row) => row.param === name);
}

// change is a control's: some parameters take other values.
function change(patch) {
  values = { ...values, ...patch };
  choose(queryOf(values));
}

function choose(query) {
  values = guess(query);
  shown(values);
  life.set(query);
  changed();
}

// look takes another theme, or shows or hides the controls.
function look(wish) {
  Object.assign(options, wish);
  byId("row").hidden = options.controls === "none";
  recolour();
}

// shown puts the values into all that shows any.
function shown(now) {
  acts.show(now);
  slow.configure(now);
  link(queryOf(now));
}

function link(query) {
  byId("open").href = new URL(`./?${query}`, location.href).href.replace(/\?$/, "");
}

function step() {
  life.step(1);
  slow.step();
}

function keys(event) {
  if (!/^(Arrow|Escape$)/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  picture.key(event.key);
}

// alone shows one lane that was double-clicked, and all of them the next time.
let one = "";
function alone(label) {
  one = one === label ? "" : label;
  picture.show({ alone: one });
}

function complain(text) {
  messages.show("error", text, { kind: "control" });
  host?.tell("error", { message: text });
}

function config(answer) {
  values = answer.values;
  shown(values);
  link(answer.query);
  bar.wait(values);
  messages.clear("failure");
  if (answer.problems.length > 0) messages.clear("query");
  for (const { message } of answer.problems) {
    messages.show("error", message, { kind: "query" });
    host.tell("error", { message });
  }
  if (answered) return;
  answered = true;
  host.keep("ready", { query: answer.query, problems: answer.problems.map((p) => p.message) });
}

// heard gets the engine's newest numbers, and stats those that are to stand beside
// the picture.
function heard(line, id, seq) {
  feed.take(line, id);
  inStep.take(line, id, seq);
  host.tell("stats", line);
}

function stats(line) {
  left.show(line);
  bar.show(line);
  slow.stats(line);
}

function running(on) {
  slow.running(on);
  changed();
}

function notice(level, text) {
  messages.show(level, text);
  if (level === "error") host.tell("error", { message: text });
}

function failed(text, canRetry) {
  picture.fail();
  feed.fail(text);
  messages.show("error", text, { kind: "failure", action: canRetry ? { label: "Try again", run: () => engine.retry() } : null });
  host.keep("error", { message: text });
}

function started() {
  inStep.begin();
  feed.begin();
  picture.wait("Starting the engine…");
  picture.connect();
  picture.hold(false);
}

function hold(on) {
  picture.hold(on);
}

function drew() {
  drawn = true;
  life.drew();
  changed();
}

// gone: no network can be seen any more.
function gone() {
  rest.show();
  inStep.release();
}

// changed: the embed's life has taken a turn.
function changed() {
  cover.show(life.state, values);
  bar.running(life.running && life.state !== "waiting");
  host.keep("state", { state: life.state, playing: life.running, drawn, counted: life.counted, asked: life.asked });
}
