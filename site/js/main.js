// The page: starts the engine, loads the picture beside it, and shows what
// both say. The engine is started first; everything else can wait.

import { register } from "../offline/register.js";
import { api } from "./page/api.js";
import { begins } from "./boot/poster.js";
import { Bar } from "./controls/bar.js";
import { Controls } from "./controls/controls.js";
import { byId } from "./page/dom.js";
import { Engine } from "./engine/engine.js";
import { fitBar } from "./page/fitbar.js";
import { Gestures } from "./page/gestures.js";
import { Insight } from "./numbers/insight.js";
import { dialogs, shortcuts } from "./page/keys.js";
import { Messages } from "./page/messages.js";
import { Narrator } from "./numbers/narrator.js";
import { grouped } from "./numbers/numbers.js";
import { Pace } from "./controls/pace.js";
import { Picture } from "./stage/picture.js";
import { Poster } from "./stage/poster.js";
import { Preference, offer as offerPreferences } from "./page/preferences.js";
import { queryOf, Address } from "./page/query.js";
import { InStep } from "./stage/instep.js";
import { Rest } from "./engine/rest.js";
import { watch } from "./engine/attention.js";
import { SlowMotion } from "./stage/slowmotion.js";
import { StatsFeed } from "./engine/statsfeed.js";
import { OwnTable } from "./controls/owntable.js";
import { Numbers } from "./numbers/table.js";
import { shareButton } from "./share/button.js";
import { guardSliders } from "./page/swipe.js";
import { theme } from "./page/theme.js";
import { Viewbar } from "./stage/viewbar.js";
import { Waiting } from "./engine/waiting.js";

const engine = new Engine({ config, stats: heard, running, notice, failed, started, hold, undoable, waits: (text) => picture.wait(text) });
const address = new Address((query) => choose(query));
const gestures = new Gestures();
let values = address.guess();
let choices = 0; // of data, by the viewer
let asked = address.query; // as the address says it
let newest = { step: 0, lanes: [] }; // statistics
let past = Infinity; // the step of a run that a reset has ended
const poster = new Poster(byId("poster"));
const feed = new StatsFeed(engine, () => picture);
const numbersInStep = new InStep(stats, () => picture.drawn && pictured.seen && !pictured.hidden && !slow.plays);
const rest = new Rest(engine, (text, hidden) => bar.rests(text, hidden));
rest.wait();

const messages = new Messages(byId("messages"));
const waiting = new Waiting(messages, (text) => picture.wait(text), () => choose(queryOf(waiting.before)));

window.backflowBoot.hear(missing);
const picture = new Picture(byId("stage"), byId("curtain"), {
  connect: (port) => engine.connect(port),
  ready: () => {
    slow.again();
    rest.show();
  },
  drawn: () => poster.lift(),
  gone: () => {
    rest.show();
    numbersInStep.release();
  },
  step: (seq) => numbersInStep.drawn(seq),
  target: (message) => viewbar.pointed(message),
  moment: (text) => viewbar.moment(text),
  lane: (label) => picture.show({ alone: viewbar.toggle(label) }),
  again: (text) => notice("info", text),
});
engine.start(address.query);
if (!window.backflowBoot.failed()) picture.load();

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
const spoken = new Preference("spoken");
const letters = new Preference("letters");
const narrator = new Narrator(byId("narration"), () => spoken.on);
const bar = new Bar(engine, { step });

shown(values);
guardSliders();
fitBar(document.querySelector(".bar"));
theme(byId("theme"), (view) => picture.show(view));
offerPreferences("how", [["Spoken updates", spoken], ["Keys S and R", letters]]);
dialogs();
shortcuts({ play: () => bar.toggle(), step, reset: () => engine.reset(), letters: () => letters.on });

const pictured = watch([byId("picture")], () => numbersInStep.release());
watch([byId("picture"), byId("insight")], (attention) => rest.attend(attention));

shareButton(byId("share"), { shown: shareable, picture: (title, desc) => picture.svg(title, desc), complain });

window.backflow = api(engine, feed, choose);
register((reload) => messages.show("info", "A new version of Backflow is there.", { kind: "version", action: { label: "Reload", run: reload } }));

// change is a control's: some parameters take other values.
function change(patch) {
  values = { ...values, ...patch };
  if ("data" in patch) choices++;
  shown(values);
  if (gestures.fresh(Object.keys(patch))) address.turn();
  engine.configure(queryOf(values));
}

// choose is for all of the settings at once.
function choose(query) {
  choices++;
  engine.configure(query);
}

// offer is a table of the viewer's own, to be learnt instead of what the viewer
// has chosen before.
function offer(file) {
  const choice = ++choices;
  return engine.learn(file, () => {
    if (choice !== choices) return null;
    address.turn();
    return queryOf({ ...values, data: "custom" });
  });
}

// shown puts the values into all that shows any.
function shown(now) {
  controls.show(now);
  viewbar.show(now);
  pace.show(now);
  slow.configure(now);
}

// shareable is what is on the page, for the dialog that shares it.
function shareable() {
  const labels = newest.lanes.map((l) => l.label).join(", ");
  return {
    query: asked, custom: values.data === "custom",
    title: `Backflow: gradients of ${labels}`, desc: `Drawn after ${grouped(newest.step)} training steps.`,
  };
}

// step takes one and plays it.
function step() {
  engine.step(1);
  slow.step();
}

function complain(text) {
  messages.show("error", text, { kind: "control" });
}

function tell(sentence) {
  messages.show("info", sentence, { kind: "control" });
}

function config(answer) {
  values = answer.values;
  asked = answer.wanted || answer.query;
  if (!begins(asked)) poster.drop();
  shown(values);
  address.show(asked);
  ownTable.show(answer);
  waiting.show(answer);
  bar.wait(values);
  messages.clear("failure");
  if (answer.loading || values.data === "digits") messages.clear("data");
  if (answer.problems.length > 0) messages.clear("query");
  for (const { message } of answer.problems) messages.show("error", message, { kind: "query" });
}

// heard gets the engine's newest numbers, and stats those that are to stand beside
// the picture.
function heard(line, id, seq) {
  feed.take(line, id);
  numbersInStep.take(line, id, seq);
}

function stats(line) {
  newest = line;
  numbers.show(line);
  insight.show(line);
  bar.show(line);
  viewbar.lanes(line.lanes.map((l) => l.label));
  pace.stats(line);
  slow.stats(line);
  narrator.hear(line, engine.running);
  if (line.step >= past) forget(); // this run has come as far
}

function running(on) {
  bar.running(on);
  slow.running(on);
}

function notice(level, text, again = "") {
  messages.show(level, text, { kind: again ? "data" : "", action: again ? { label: "Try again", run: () => choose(again) } : null });
}

// missing: parts of the page have not come, as js/boot says.
function missing(sentences) {
  messages.clear("missing");
  for (const text of sentences) messages.show("error", text, { kind: "missing" });
}

function failed(text, canRetry) {
  picture.fail(text);
  feed.fail(text);
  messages.show("error", text, {
    kind: "failure",
    action: canRetry ? { label: "Try again", run: () => engine.retry() } : null,
  });
}

// started: the new worker has no stage yet.
function started() {
  numbersInStep.begin();
  forget(); // the run before a reset ended with its worker
  feed.begin();
  picture.wait("Starting the engine…");
  picture.connect();
  picture.hold(false);
}

function hold(on) {
  picture.hold(on);
}

function forget() {
  past = Infinity;
  messages.clear("undo");
}

// undoable: a long run has been reset, and is still there; at step 0 there is none.
function undoable(at) {
  forget();
  if (at === 0) return;
  past = at;
  messages.show("info", `Reset; the run from before was at step ${grouped(at)}.`, {
    kind: "undo", action: { label: "Undo", run: () => engine.undo() },
  });
}
