// The page: makes its parts and connects them. The engine is started first;
// everything else can wait.

import { register } from "../offline/register.js";
import { Bar } from "./controls/bar.js";
import { Controls } from "./controls/controls.js";
import { OwnTable } from "./controls/owntable.js";
import { Pace } from "./controls/pace.js";
import { define } from "./define/need.js";
import { watch } from "./engine/attention.js";
import { Engine } from "./engine/engine.js";
import { Rest } from "./engine/rest.js";
import { Waiting } from "./engine/waiting.js";
import { inspector } from "./inspector/offer.js";
import { lessons } from "./lesson/offer.js";
import { Insight } from "./numbers/insight.js";
import { Narrator } from "./numbers/narrator.js";
import { Readout } from "./numbers/readout.js";
import { Numbers } from "./numbers/table.js";
import { Announcements } from "./page/announcements.js";
import { api } from "./page/api.js";
import { byId } from "./page/dom.js";
import { lifecycle } from "./page/lifecycle.js";
import { Settings } from "./page/settings.js";
import { setUp } from "./page/setup.js";
import { UndoOffer } from "./page/undo.js";
import { shareButton } from "./share/button.js";
import { shareable } from "./share/shareable.js";
import { View } from "./stage/view.js";
import { firstVisit } from "./tour/offer.js";

const announcements = new Announcements(byId("messages"), { choose: (query) => settings.choose(query), retry: () => engine.retry() });
const undoOffer = new UndoOffer(announcements.messages, () => engine.undo());
const complain = (text) => announcements.complain(text);
const change = (patch) => settings.change(patch);

const engine = new Engine({
  config: (answer) => [settings, view, ownTable, waiting, bar, announcements].forEach((part) => part.answered(answer)),
  stats: (stats, id, seq, reasons) => readout.take(stats, id, seq, reasons),
  running: (on) => [bar, view.slow].forEach((part) => part.running(on)),
  notice: (level, text, again) => announcements.notice(level, text, again),
  failed: (text, canRetry) => onEngine.fail(text, canRetry),
  started: () => [onEngine, undoOffer].forEach((part) => part.begin()),
  hold: (on) => view.picture.hold(on),
  texts: () => view.picture.texts(),
  undoable: (step) => undoOffer.show(step),
  waits: (text) => view.picture.wait(text),
});
const settings = new Settings(engine, (values) => [controls, view, pace, definitions, numbers].forEach((part) => part.show(values)));
const waiting = new Waiting(announcements.messages, (text) => view.picture.wait(text), (values) => settings.restore(values));
const bar = new Bar(engine, { step: () => onEngine.step() });
const rest = new Rest(engine, (text, hidden) => bar.rests(text, hidden));
rest.wait();
const tour = firstVisit();

const readout = new Readout(engine, () => view.picture, {
  show: (stats) => [numbers, insight, bar, view, pace, narrator, undoOffer].forEach((part) => part.stats(stats)),
  follows: () => view.leads,
});
window.backflowBoot.hear((sentences) => announcements.missing(sentences));
const inspect = inspector({ engine, numbers: () => readout.newest, complain });
const view = new View({
  connect: (port) => engine.connect(port),
  ready: () => {
    rest.show();
    tour();
  },
  gone: () => {
    rest.show();
    readout.release();
  },
  unseen: () => readout.release(),
  target: inspect,
  step: (seq) => readout.drawn(seq),
  again: (text) => announcements.notice("info", text),
  change,
});
const onEngine = lifecycle(engine, view, readout, announcements);
engine.start(settings.query);
if (!window.backflowBoot.failed()) view.picture.load();

const pace = new Pace((speed) => change({ speed }));
const ownTable = new OwnTable(byId("stage"), { offer: (file) => settings.learn(file), complain });
const controls = new Controls(byId("controls"), { change, complain, tell: (text) => announcements.tell(text), table: ownTable.element });
const numbers = new Numbers(byId("numbers"), byId("columns"), byId("columns-hint"));
const definitions = define(byId("define"), {
  change, complain, measures: (by) => numbers.measuresBy(by),
  race: () => (engine.reset(), engine.play()), sweep: () => engine.sweep(true), choose: (query) => settings.choose(query),
});
const insight = new Insight(byId("remaining"));

settings.show();
const spoken = setUp((look) => view.picture.show(look), { play: () => bar.toggle(), step: () => onEngine.step(), reset: () => engine.reset() });
const narrator = new Narrator(byId("narration"), { wanted: () => spoken.on, running: () => engine.running });
watch([byId("picture"), byId("insight")], (attention) => rest.attend(attention));
shareButton(byId("share"), { shown: () => shareable(settings, readout.newest), picture: (title, desc) => view.picture.svg(title, desc), complain });
lessons(byId("lessons"), { engine, settings, complain, inspect });
window.backflow = api(engine, readout.feed, (query) => settings.choose(query));
register((reload) => announcements.version(reload));
