// When an embed trains and draws: only while it can be seen, and while it has one of the few
// stages of its host page. Training that was suspended goes on where it was.
//
//   waiting  nobody has started it: nothing is loaded
//   queued   started and in sight, while others draw; it has drawn nothing yet
//   live     it draws, and trains unless it is paused
//   resting  out of sight: it keeps its stage until another embed needs it
//   asleep   without a stage: an image of its last frame is shown

import { say } from "../js/text/embed.js";
import { gpu, Slots } from "./slots.js";

const FIRST_MS = 3000; // time for a first picture, before an embed yields to others that have drawn nothing
const LONG_MS = 10_000; // time out of sight after which the stage is given back, without Web Locks

export class Life {
  #engine;
  #picture;
  #changed;
  #slots;
  #query;
  #seen = false;
  #begun = false;
  #suspended = false; // by the page around
  #asked = false; // the reader wants this embed before others
  #started = null; // promise of a started engine
  #loaded = false; // the picture has been loaded once
  #drawn = 0; // time of the first picture, 0 before
  #leaveTimer = 0;

  // changed() is called when state may have changed; query is the first query.
  constructor({ engine, picture, query, changed }) {
    this.#engine = engine;
    this.#picture = picture;
    this.#query = query;
    this.#changed = changed;
    this.#slots = new Slots({ granted: () => this.#update(), lost: () => this.#loseStage(), yields: (first) => this.#yields(first) });
    engine.rest("unseen", true);
  }

  get state() {
    if (!this.#begun) return "waiting";
    if (this.#slots.held) return this.#seen ? "live" : "resting";
    return this.#loaded || !this.#seen ? "asleep" : "queued";
  }

  get running() { return this.#engine.running; }

  // asked reports whether the reader wants this embed before others.
  get asked() { return this.#asked; }
  get counted() { return this.#slots.counted; }

  // see: the embed has come into sight, or gone out of it.
  see(seen) {
    this.#seen = seen;
    this.#update();
  }

  // begin lets the embed run as soon as it can be seen.
  begin() {
    this.#begun = true;
    this.#update();
  }

  // take: the reader wants this embed before others.
  take() {
    this.#begun = this.#asked = true;
    this.#suspended = false;
    this.#engine.play();
    this.#slots.take();
    this.#update();
  }

  // rest: the page around suspends the embed, or lets it go on.
  rest(on) {
    this.#suspended = on;
    if (on) this.#giveBack();
    else this.#update();
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

  // load starts the engine without a picture, for calls that need numbers. It trains when the
  // embed can be seen.
  load() {
    this.#started ??= this.#launch();
    return this.#started;
  }

  // drew: there is a picture; embeds without one may go first soon.
  drew() {
    if (this.#drawn) return;
    this.#drawn = performance.now();
    setTimeout(() => this.#slots.review(), FIRST_MS + 50);
  }

  get #wanted() { return this.#begun && this.#seen && !this.#suspended; }
  get #live() { return this.#wanted && this.#slots.held; }

  #yields(first) {
    if (!this.#wanted) return true;
    return first && !this.#asked && this.#drawn > 0 && performance.now() - this.#drawn >= FIRST_MS;
  }

  #update() {
    if (this.#live) this.#wake();
    this.#engine.rest("unseen", !this.#live);
    clearTimeout(this.#leaveTimer);
    if (this.#wanted) this.#slots.ask(!this.#drawn);
    else if (!this.#slots.held) this.#slots.drop();
    else if (this.#slots.counted) this.#slots.review();
    else this.#leaveTimer = setTimeout(() => this.#giveBack(), LONG_MS);
    this.#changed();
  }

  #wake() {
    this.load();
    if (this.#loaded) this.#picture.wake();
    else this.#picture.load();
    this.#loaded = true;
  }

  #giveBack() {
    this.#slots.drop();
    this.#loseStage();
  }

  #loseStage() {
    this.#asked = false;
    if (this.#loaded) this.#picture.sleep(say("embed.asleep"), { label: say("embed.goOn"), run: () => this.take() });
    this.#update();
  }

  async #launch() {
    this.#engine.gpu = await gpu();
    this.#engine.start(this.#query);
  }
}
