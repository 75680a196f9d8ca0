// The page: starts the engine, loads the picture beside it, and shows what
// both say. The engine is started first; everything else can wait.

import { Bar } from "./bar.js";
import { Controls } from "./controls.js";
import { byId } from "./dom.js";
import { Engine } from "./engine.js";
import { fitBar } from "./fitbar.js";
import { Insight } from "./insight.js";
import { Messages } from "./messages.js";
import { Narrator } from "./narrator.js";
import { Pace } from "./pace.js";
import { Picture } from "./picture.js";
import { queryOf, Address } from "./query.js";
import { SlowMotion } from "./slowmotion.js";
import { StatsFeed } from "./statsfeed.js";
import { OwnTable } from "./owntable.js";
import { Numbers } from "./table.js";
import { guardSliders } from "./swipe.js";
import { theme } from "./theme.js";
import { Viewbar } from "./viewbar.js";
import { dialogs, shortcuts } from "./keys.js";

const engine = new Engine({ config, stats, running, notice, failed, started, hold });
const address = new Address((query) => engine.configure(query));
let values = address.guess();
let picture = null; // until the engine has been started
const feed = new StatsFeed(engine, () => picture);

const messages = new Messages(byId("messages"));

engine.start(address.query);

picture = new Picture(byId("stage"), byId("curtain"), {
  connect: (port) => engine.connect(port),
  ready: () => slow.again(),
  target: (text) => viewbar.pointed(text),
  moment: (text) => {
    viewbar.moment(text);
    slow.say(text);
  },
  lane: (label) => picture.show({ alone: viewbar.toggle(label) }),
});
picture.load();

const viewbar = new Viewbar({
  view: (view) => change({ view }),
  lane: (alone) => picture.show({ alone }),
  confused: (confused) => picture.show({ confused }),
  key: (key) => picture.key(key),
});
const slow = new SlowMotion((at) => picture.moment(at));
const pace = new Pace((speed) => change({ speed }));

const ownTable = new OwnTable(byId("stage"), { offer, complain });
const controls = new Controls(byId("controls"), { change, complain, tell, table: ownTable.element });
const numbers = new Numbers(byId("numbers"), byId("columns"), byId("columns-hint"));
const insight = new Insight(byId("left"));
const narrator = new Narrator(byId("narration"));
const bar = new Bar(engine, { step });

shown(values);
guardSliders();
fitBar(document.querySelector(".bar"));
theme(byId("theme"), (view) => picture.show(view));
dialogs();
shortcuts({ play: () => bar.toggle(), step, reset: () => engine.reset() });

window.backflow = {
  stats: () => feed.next(),
  set: (query) => engine.configure(query),
  play: () => engine.play(),
  pause: () => engine.pause(),
  step: (n = 1) => engine.step(n),
  reset: () => engine.reset(),
};

// change is a control's: some parameters take other values.
function change(patch) {
  values = { ...values, ...patch };
  shown(values);
  engine.configure(queryOf(values));
}

// offer is a table of the viewer's own, to be learnt instead.
function offer(file) {
  return engine.learn(file, queryOf({ ...values, data: "custom" }));
}

// shown puts the values into all that shows any.
function shown(now) {
  controls.show(now);
  viewbar.show(now);
  pace.show(now);
  slow.configure(now);
}

// step takes one and plays it.
function step() {
  engine.step(1);
  slow.step();
}

function complain(sentence) {
  messages.show("error", sentence, { kind: "control" });
}

function tell(sentence) {
  messages.show("info", sentence, { kind: "control" });
}

function config(answer) {
  values = answer.values;
  shown(values);
  address.show(answer.query);
  ownTable.show(answer);
  bar.wait(values);
  messages.clear("failure");
  if (answer.problems.length > 0) messages.clear("query");
  for (const { message } of answer.problems) messages.show("error", message, { kind: "query" });
}

function stats(line, id) {
  feed.take(line, id);
  numbers.show(line);
  insight.show(line);
  bar.show(line);
  viewbar.lanes(line.lanes.map((l) => l.label));
  pace.stats(line);
  slow.stats(line);
  narrator.hear(line, engine.running);
}

function running(on) {
  bar.running(on);
  slow.running(on);
  narrator.turn();
}

function notice(level, text) {
  messages.show(level, text);
}

function failed(text, canRetry) {
  if (picture) picture.fail();
  feed.fail(text);
  messages.show("error", text, {
    kind: "failure",
    action: canRetry ? { label: "Try again", run: () => engine.retry() } : null,
  });
}

// started: the new worker has no stage yet.
function started() {
  picture?.connect();
  picture?.hold(false);
}

function hold(on) {
  picture?.hold(on);
}
