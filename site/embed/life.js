// When an embed trains and draws: only while it can be seen, and while it has one of
// the few stages of its host page. What stood still for that goes on where it was.
//
//   waiting  nobody has asked for it yet: nothing is loaded
//   queued   wanted and seen, while others draw
//   live     it draws, and trains if it is to
//   resting  out of sight: it keeps its stage until another embed asks for it
//   asleep   without a stage: its last frame stands there

import { gpu, Slots } from "./slots.js";

const FIRST_MS = 3000; // for a first look, before others that have drawn nothing
const LONG_MS = 10_000; // out of sight, where nobody can ask for the stage

export class Life {
  #engine;
  #picture;
  #changed;
  #slots;
  #query;
  #seen = false;
  #begun = false;
  #playing = true; // wanted, whether it can be seen or not
  #resting = false;
  #started = null; // promise of an engine that has been started
  #loaded = false; // the picture has been, once
  #sleeping = false;
  #drawn = 0; // when the first picture was there, 0 before
  #leaving = 0; // timer
  #excused = false; // by the page around
  #asked = false; // the reader wanted this one among others

  // changed() is called when state or playing may be another.
  constructor({ engine, picture, query, changed }) {
    this.#engine = engine;
    this.#picture = picture;
    this.#query = query;
    this.#changed = changed;
    this.#slots = new Slots({
      granted: () => this.#turn(),
      lost: () => this.#lost(),
      yields: (first) => !this.#seen || (first && !this.#asked && this.#drawn > 0 && performance.now() - this.#drawn >= FIRST_MS),
    });
  }

  get state() {
    if (!this.#begun || this.#excused) return "waiting";
    if (this.#slots.held) return this.#seen ? "live" : "resting";
    return this.#loaded || !this.#seen ? "asleep" : "queued";
  }

  get running() { return this.#playing; }
  get counted() { return this.#slots.counted; }
  get query() { return this.#query; }

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
    this.#slots.take();
    this.#turn();
  }

  play() {
    this.#playing = true;
    this.begin();
    if (!this.#resting) this.#engine.play();
  }

  pause() {
    this.#playing = false;
    this.#engine.pause();
    this.#changed();
  }

  async step(n) {
    this.#playing = false;
    await this.load();
    this.#engine.step(n);
  }

  async reset() {
    if (this.#started) this.#engine.reset();
  }

  // set asks for a query, now or when it begins.
  set(query) {
    this.#query = query;
    if (this.#started) this.#started.then(() => this.#engine.configure(query));
  }

  // load starts the engine without a picture, for whoever asks for numbers; it
  // trains when the embed can be seen.
  load() {
    if (!this.#live) this.#rest();
    return this.#start();
  }

  // rest: the page around asks it to stand still without a stage, or lets it go on.
  rest(on) {
    this.#excused = on;
    if (on) this.#leave();
    else this.#turn();
  }

  // heard is what the engine says; while it rests that says nothing of what is wanted.
  heard(running) {
    if (!this.#resting) this.#playing = running;
    this.#changed();
  }

  // drew: there is a picture, and others may have their first one soon.
  drew() {
    if (this.#drawn) return;
    this.#drawn = performance.now();
    setTimeout(() => this.#slots.review(), FIRST_MS + 50);
  }

  get #wanted() { return this.#begun && this.#seen && !this.#excused; }
  get #live() { return this.#wanted && this.#slots.held; }

  #turn() {
    if (this.#live) this.#wake();
    else this.#rest();
    if (this.#wanted) this.#slots.ask(!this.#drawn);
    else if (this.#slots.counted) this.#slots.review();
    else this.#leaveSoon();
    this.#changed();
  }

  #wake() {
    this.#start();
    if (!this.#loaded) this.#picture.load();
    else if (this.#sleeping) this.#picture.wake();
    this.#loaded = true;
    this.#sleeping = false;
    if (!this.#resting) return;
    this.#resting = false;
    if (this.#playing) this.#engine.play();
  }

  #rest() {
    if (this.#resting) return;
    this.#resting = true;
    this.#engine.pause();
  }

  #lost() {
    this.#asked = false;
    if (this.#loaded && !this.#sleeping) this.#picture.sleep();
    this.#sleeping = this.#loaded;
    this.#turn();
  }

  #leave() {
    this.#slots.drop();
    this.#lost();
  }

  // leaveSoon is for embeds that cannot ask each other: what is out of sight for long
  // has no stage.
  #leaveSoon() {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => {
      if (!this.#wanted && this.#slots.held) this.#leave();
    }, LONG_MS);
  }

  #start() {
    return this.#started ??= this.#launch();
  }

  async #launch() {
    this.#engine.gpu = await gpu();
    this.#engine.start(this.#query);
  }
}
