// The embed: a stage, a row of controls and how much of the gradient remains, in a
// frame of somebody else's page. This makes its parts, which are the page's own where
// they can be, and connects them. Nothing is loaded before it can be seen; see life.js.

import { Bar } from "../js/controls/bar.js";
import { Chips } from "../js/controls/chips.js";
import { rowOf } from "../js/controls/layout.js";
import { schemaOf } from "../js/controls/versus.js";
import { Engine } from "../js/engine/engine.js";
import { Rest } from "../js/engine/rest.js";
import { inspector } from "../js/inspector/offer.js";
import { lessons } from "../js/lesson/offer.js";
import { Readout } from "../js/numbers/readout.js";
import { Announcements } from "../js/page/announcements.js";
import { byId } from "../js/page/dom.js";
import { lifecycle } from "../js/page/lifecycle.js";
import { said, say } from "../js/text/embed.js";
import { calls } from "./calls.js";
import { Cover } from "./cover.js";
import { Host } from "./host.js";
import { Life } from "./life.js";
import { leadTo, openable } from "./link.js";
import { read } from "./options.js";
import { Remaining } from "./remaining.js";
import { Report } from "./report.js";
import { frugal, seen } from "./seen.js";
import { Settings } from "./settings.js";
import { View } from "./view.js";

const { query, options, problems } = read(location.search);

const announcements = new Announcements(byId("messages"), { retry: () => engine.retry(), error: (text) => report.error(text) });
const complain = (text) => announcements.complain(text);
const engine = new Engine({
  config: (answer) => [settings, bar, announcements, report].forEach((part) => part.answered(answer)),
  stats: (stats, id, seq, reasons) => [readout, report].forEach((part) => part.take(stats, id, seq, reasons)),
  running: (on) => [view.slow, report].forEach((part) => part.running(on)),
  notice: (level, text) => announcements.notice(level, text),
  failed: (text, canRetry) => [onEngine, report].forEach((part) => part.fail(text, canRetry, say("page.noEngine"))),
  started: () => onEngine.begin(),
  hold: (on) => view.picture.hold(on),
  texts: () => view.picture.texts(),
  undoable() {},
});
const rest = new Rest(engine, () => {});
const readout = new Readout(engine, () => view.picture, {
  show: (stats) => [remaining, bar, view.slow].forEach((part) => part.stats(stats)),
  follows: () => view.leads,
});
const view = new View(options, {
  connect: (port) => engine.connect(port),
  ready: () => rest.show(),
  drawn: () => report.drew(),
  gone: () => {
    rest.show();
    readout.release();
  },
  step: (seq) => readout.drawn(seq),
  target: inspector({ engine, numbers: () => readout.newest, complain }),
  again: (text) => announcements.notice("info", text),
});
rest.wait();

const life = new Life({ engine, picture: view.picture, query, changed: () => report.changed() });
const onEngine = lifecycle(life, view, readout, announcements);
const bar = new Bar(life, { step: () => onEngine.step() });
const remaining = new Remaining(byId("remaining"));
const acts = new Chips(schemaOf("act"), { ...rowOf("act"), compare: false }, { change: (patch) => settings.change(patch), complain }, byId("acts-name"));
const settings = new Settings(query, {
  show: (values, now) => {
    acts.show(values);
    view.slow.configure(values);
    leadTo(byId("open"), now);
    report.changed();
  },
  set: (wish) => life.set(wish),
});
const cover = new Cover(options.start, () => life.take());
const host = new Host(calls(life, readout.feed, { choose: (wish) => settings.choose(wish), look: (wish) => view.look(wish) }));
const report = new Report({ host, life, cover, bar, settings });

byId("acts").append(acts.element);
lessons(null, { engine, life, settings, complain, begin: () => options.start === "manual" || life.begin() });
openable(byId("open"), complain);
settings.show(); // reports, too
problems.forEach((problem) => complain(said(problem)));
seen((now) => {
  view.visible = now;
  if (!now) readout.release();
  life.see(now);
});
if (options.start === "visible" && !frugal()) life.begin();
