// A visitor's way through a lesson: opens it, has the prediction made first, does steps where that is wanted, and goes
// back to the experiment from before. The engine follows the lesson, and judges.

import { byId } from "../page/dom.js";
import { say } from "../text/lesson.js";
import { lessons } from "./data.js";
import { clicked, lessonAt, missing, patchOf } from "./doing.js";
import { guess, guessed } from "./guesses.js";
import { Highlight, reveal, there } from "./highlight.js";
import { keep } from "./kept.js";
import { Panel } from "./panel.js";

const BEFORE = "backflow-before"; // where sessionStorage has the experiment from before

export class Course {
  #page;
  #player; // takes commands
  #panel;
  #highlight = new Highlight();
  #all; // lessons
  #lesson = null;
  #guess; // undefined before it is asked for, null where it was skipped
  #step = 0; // under way
  #progress = null; // the engine's newest report
  #heard = -1; // the command that it answers
  #verdicts = []; // of each step
  #since = 0; // the command that began the lesson
  #fresh = false; // its networks have not been seen
  #wait = null; // {id, done} of what waits for the engine

  // page: {engine, settings, complain(sentence), asked: its first query}, in an embed its life, which takes commands, and
  // begin(), which lets the embed draw, and elsewhere inspect, which takes a message that something was clicked on.
  // on: {shelf(), print(lesson)}, where there are such.
  constructor(page, all, on) {
    this.#page = page;
    this.#player = page.life ?? page.engine;
    this.#all = all;
    const more = page.life ? { there } : { ...on, reveal, leave: () => this.leave(), inspect: (place) => page.inspect(clicked(place)) };
    this.#panel = new Panel({
      ...more, do: () => this.#do(), anew: () => this.open(this.#lesson.name, this.#step), again: () => this.#again(),
      commit: (value) => this.#answer(value), skip: () => this.#answer(null), next: ({ name }) => this.open(name),
    });
    Object.assign(page.engine.late, {
      config: ({ json }) => this.#answered(JSON.parse(json)),
      progress: ({ id, json }) => this.#progressed(id, JSON.parse(json)),
      stats: () => this.#lesson && this.#highlight.again(),
      texts: () => this.#lesson && this.#post(this.#lesson.name),
    });
    addEventListener("popstate", () => this.#moved(), true);
    this.#asked(lessonAt(page.asked));
  }

  // asked begins the lesson of the page's first address, if there is one.
  #asked(at) {
    if (at && this.#named(at.name)) this.#show(at);
    else if (at) this.#page.complain(say("course.noLesson", { name: at.name }));
    this.#page.engine.rest("lesson", false);
  }

  // name is that of the lesson that is on, "" for none.
  get name() { return this.#lesson?.name ?? ""; }

  #named(name) { return this.#all.find((l) => l.name === name); }

  // open begins a lesson at a step.
  open(name, step = 0) {
    const lesson = this.#named(name);
    if (!lesson) return;
    const { settings } = this.#page;
    if (!this.#lesson) remember(settings.query);
    this.#player.pause();
    if (!this.#page.life) history.pushState(null, "", location.href); // back leads here
    settings.choose(lesson.address + (step > 0 ? `&step=${step}` : ""));
    this.#show({ name, step });
    this.#panel.focus();
  }

  // show puts a lesson up. Nothing runs before the visitor has predicted.
  #show({ name, step }) {
    const same = this.#lesson?.name === name;
    this.#lesson = this.#named(name);
    if (!same) this.#verdicts = [];
    this.#verdicts = this.#lesson.steps.map((_, i) => (i < step ? this.#verdicts[i] : undefined));
    this.#guess = guessed(name);
    if (step > 0) this.#guess ??= null; // who goes on with a lesson has seen what comes of it
    this.#progress = null;
    this.#step = step;
    this.#player.pause();
    this.#since = this.#page.engine.command;
    this.#fresh = true;
    this.#page.settings.expect?.(this.#lesson.steps[step - 1]?.query ?? this.#lesson.setup);
    this.#wait?.done();
    this.#put();
    this.#report({ step, rounds: 0, done: [], finished: step >= this.#lesson.steps.length });
  }

  // put shows the panel as it begins.
  #put() {
    const at = this.#all.indexOf(this.#lesson);
    this.#panel.show(this.#lesson, { number: at + 1, count: this.#all.length, step: this.#step, guess: this.#guess, next: this.#all[at + 1] });
  }

  // predicted: the visitor has predicted, or will not.
  #predicted(value) {
    guess(this.#lesson.name, value);
    this.#guess = value;
    this.#put();
    if (this.#progress) this.#report(this.#progress);
    else this.#report({ step: this.#step, rounds: 0, done: [], finished: false });
  }

  #answer(value) {
    this.#page.begin?.();
    this.#predicted(value);
    this.#panel.focus();
  }

  // again begins the lesson anew, with another prediction.
  #again() {
    guess(this.#lesson.name, undefined);
    this.open(this.#lesson.name);
  }

  // answered takes the engine's answer to a query, which may be another lesson's.
  #answered({ wanted }) {
    const at = lessonAt(wanted);
    if (at && this.#named(at.name) && at.name !== this.#lesson?.name) this.#show(at);
  }

  #progressed(id, report) {
    if (report.lesson !== this.#lesson?.name || id < this.#since) return;
    if (this.#fresh && report.rounds > 0) return this.#reset();
    this.#fresh = false;
    this.#heard = id;
    this.#progress = report;
    this.#step = report.step;
    if (this.#guess === undefined && report.rounds > 0) this.#predicted(null); // somebody has it play
    report.verdicts.forEach((of, i) => { this.#verdicts[i] = of ?? this.#verdicts[i]; });
    keep(report.lesson, report.step, report.finished);
    this.#report(report);
    if (this.#wait && id >= this.#wait.id) this.#wait.done();
  }

  // reset begins anew with networks that have trained before the lesson began: its set-up is that of the experiment before.
  #reset() {
    this.#player.reset();
    this.#since = this.#page.engine.command;
  }

  #report(report) {
    this.#panel.progress(report, this.#verdicts);
    this.#highlight.show(this.#guess === undefined ? [] : this.#looks(report));
  }

  // looks returns what to highlight: the controls of the step under way, and what the newest step that is done has to show.
  #looks({ step }) {
    const { steps } = this.#lesson;
    const drawn = (this.#verdicts[step - 1] ? steps[step - 1] : steps[step])?.look ?? [];
    const controls = steps[step]?.look.filter(({ name }) => name.startsWith("control.")) ?? [];
    return [...controls, ...drawn.filter(({ name }) => !name.startsWith("control."))];
  }

  // do does the step under way for the visitor, unless the lesson is left meanwhile.
  async #do() {
    const { settings } = this.#page;
    const [lesson, step] = [this.#lesson, this.#lesson.steps[this.#step]];
    if (!step || this.#wait) return;
    this.#page.begin?.();
    this.#panel.busy(true);
    this.#player.pause();
    if (!this.#progress) await this.#settled(); // what the lesson sets up is not known yet
    if (step.set) settings.change(patchOf(step.set, settings.values));
    await this.#settled();
    const rounds = lesson === this.#lesson ? missing(step, this.#progress?.rounds ?? 0) : 0;
    if (rounds > 0) {
      this.#player.step(rounds);
      await this.#settled();
    }
    this.#panel.busy(false);
  }

  // settled resolves once the engine has carried out the newest command.
  async #settled() {
    await new Promise((done) => {
      const wait = this.#wait = { id: Infinity, done };
      setTimeout(() => { // an embed passes commands on later
        wait.id = this.#page.engine.command;
        if (this.#heard >= wait.id) done();
      });
    });
    this.#wait = null;
  }

  // leave goes back to the experiment from before.
  leave() {
    this.#end();
    this.#page.settings.choose(remembered());
    byId("picture").focus({ preventScroll: true });
  }

  #end() {
    this.#post("");
    this.#lesson = null;
    this.#panel.hide();
    this.#highlight.show([]);
  }

  #post(name) { this.#page.engine.post({ type: "lesson", name, step: this.#step }); }

  // moved: the visitor has gone back or forward. An address without a lesson ends the one that is on.
  #moved() {
    if (this.#lesson && !/[?#&]lesson=/.test(location.search + location.hash)) this.#end();
  }
}

function remember(query) {
  try {
    sessionStorage.setItem(BEFORE, query);
  } catch { /* no storage: the first settings come back */ }
}

function remembered() {
  try {
    return sessionStorage.getItem(BEFORE) ?? "";
  } catch {
    return "";
  }
}

// courseOf makes the course of a page.
export const courseOf = async (page, on) => new Course(page, await lessons(), on);
