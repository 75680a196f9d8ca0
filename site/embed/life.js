// When an embed trains and draws: only while it can be seen, and while it has one of
// the few stages of its host page. What stood still for that goes on where it was.
//
//   waiting  nobody has asked for it yet: nothing is loaded
//   queued   wanted and seen, while others draw; it has drawn nothing yet
//   live     it draws, and trains if it is to
//   resting  out of sight: it keeps its stage until another embed asks for it
//   asleep   without a stage: its last frame stands there

import { gpu, Slots } from "./slots.js";

const FIRST_MS = 3000; // for a first look, before others that have drawn nothing
const LONG_MS = 10_000; // out of sight, where nobody can ask for the stage

const OTHERS = "Other embeds on this page are drawing; this one stands still.";

export class Life {
  #engine;
  #picture;
  #changed;
  #slots;
  #query;
  #seen = false;
  #begun = false;
  #excused = false; // by the page around
  #asked = false; // the reader wanted this one among others
  #started = null; // promise of an engine that has been started
  #loaded = false; // the picture has been, once
  #drawn = 0; // when the first picture was there, 0 before
  #leaving = 0; // timer

  // changed() is called when state may be another; query is what to begin with.
  constructor({ engine, picture, query, changed }) {
    this.#engine = engine;
    this.#picture = picture;
    this.#query = query;
    this.#changed = changed;
    this.#slots = new Slots({ granted: () => this.#turn(), lost: () => this.#lost(), yields: (first) => this.#yields(first) });
    engine.rest("unseen", true);
  }

  get state() {
    if (!this.#begun) return "waiting";
    if (this.#slots.held) return this.#seen ? "live" : "resting";
    return this.#loaded || !this.#seen ? "asleep" : "queued";
  }

  get running() { return this.#engine.running; }

  // asked reports whether its reader wants this one among others.
  get asked() { return this.#asked; }
  get counted() { return this.#slots.counted; }

  // see: the embed has come into sight, or left it.
  see(seen) {
    this.#seen = seen;
    this.#turn();
  }

  // begin: the embed is to run as soon as it can be seen.
  begin() {
    this.#begun = true;
    this.#turn();
  }

  // take: its reader wants this one, whatever others do.
  take() {
    this.#begun = this.#asked = true;
    this.#excused = false;
    this.#engine.play();
    this.#slots.take();
    this.#turn();
  }

  // rest: the page around asks it to stand still without a stage, or lets it go on.
  rest(on) {
    this.#excused = on;
    if (on) this.#leave();
    else this.#turn();
  }

  play() {
    this.#engine.play();
    this.begin();
  }

  pause() { this.#engine.pause(); }

  async step(n) {
    await this.load();
    this.#engine.step(n);
  }

  reset() {
    if (this.#started) this.#engine.reset();
  }

  // set asks for a query, now or when it begins.
  set(query) {
    this.#query = query;
    this.#started?.then(() => this.#engine.configure(query));
  }

  // load starts the engine without a picture, for whoever asks for numbers; it
  // trains when the embed can be seen.
  load() {
    this.#started ??= this.#launch();
    return this.#started;
  }

  // drew: there is a picture, and others may have their first one soon.
  drew() {
    if (this.#drawn) return;
    this.#drawn = performance.now();
    setTimeout(() => this.#slots.review(), FIRST_MS + 50);
  }

  get #wanted() { return this.#begun && this.#seen && !this.#excused; }
  get #live() { return this.#wanted && this.#slots.held; }

  #yields(first) {
    if (!this.#wanted) return true;
    return first && !this.#asked && this.#drawn > 0 && performance.now() - this.#drawn >= FIRST_MS;
  }

  #turn() {
    if (this.#live) this.#wake();
    this.#engine.rest("unseen", !this.#live);
    clearTimeout(this.#leaving);
    if (this.#wanted) this.#slots.ask(!this.#drawn);
    else if (!this.#slots.held) this.#slots.drop();
    else if (this.#slots.counted) this.#slots.review();
    else this.#leaving = setTimeout(() => this.#leave(), LONG_MS);
    this.#changed();
  }

  #wake() {
    this.load();
    if (this.#loaded) this.#picture.wake();
    else this.#picture.load();
    this.#loaded = true;
  }

  #leave() {
    this.#slots.drop();
    this.#lost();
  }

  #lost() {
    this.#asked = false;
    if (this.#loaded) this.#picture.sleep(OTHERS, { label: "Go on with this one", run: () => this.take() });
    this.#turn();
  }

  async #launch() {
    this.#engine.gpu = await gpu();
    this.#engine.start(this.#query);
  }
}
