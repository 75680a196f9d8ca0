// Slow motion: one training step, played forward and backward, layer by layer. The stage
// draws a moment of the step. Only this module knows which, so that the stage may be loaded
// again at any time. A hop is one layer in one direction.

import { byId, write } from "../page/dom.js";
import { say } from "../text/page.js";

// How long one layer takes where the speed does not say so, and the limits of a whole step
// then.
const HOP_SECONDS = 0.45;
const LEAST_SECONDS = 3;
const MOST_SECONDS = 12;

// Faster training, in steps a second, plays no step.
const SLOW = 1.01;

export class SlowMotion {
  #show;
  #scrub = byId("scrub");
  #slider = byId("moment");
  #hops = 2;
  #speed = Infinity;
  #running = true;
  #step = -1;
  #at = 1;
  #rate = 0; // hops a second while it plays
  #last = 0;
  #frame = 0;
  #asked = false; // the viewer asked for a step; that pauses training, which must not stop slow motion

  // show(at) is called with a number from 0 to 1, or null for the whole picture.
  constructor(show) {
    this.#show = show;
    this.#slider.addEventListener("input", () => this.#seek(Number(this.#slider.value)));
    this.#slider.addEventListener("keydown", (event) => this.#key(event));
    byId("replay").addEventListener("click", () => this.#toggle());
  }

  // step plays the step that was asked for.
  step() {
    this.#asked = true;
    const seconds = this.#slow ? 1 / this.#speed : Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, HOP_SECONDS * this.#hops));
    this.#play(0, seconds);
  }

  configure({ speed }) {
    this.#speed = speed === "max" ? Infinity : Number(speed);
    if (!this.#slow && this.#running) this.#showAll();
  }

  running(on) {
    this.#running = on;
    this.#scrub.hidden = on && !this.#slow;
    if (!on && !this.#asked) this.#stop(); // at the moment that it shows
    this.#asked = false;
    if (!on) return;
    if (this.#slow && this.#at < 1) this.#play(this.#at, 1 / this.#speed);
    else this.#showAll();
  }

  // stats plays each step while training is slow. Lanes that have diverged take no more
  // steps; the others say which step it is.
  stats({ lanes }) {
    const layers = Math.max(1, ...lanes.map((l) => l.layers.length));
    if (this.#hops !== 2 * layers) {
      this.#hops = 2 * layers;
      this.#slider.max = this.#hops;
      this.#update(); // the slider keeps its place among more or fewer hops
    }
    const going = lanes.filter((l) => !l.diverged);
    const step = Math.max(0, ...(going.length > 0 ? going : lanes).map((l) => l.step));
    const came = step !== this.#step;
    this.#step = step;
    this.#scrub.hidden = this.#running && !this.#slow;
    if (came && this.#running && this.#slow) this.#play(0, 1 / this.#speed);
    if (came && step === 0) this.#showAll();
  }

  // again shows the moment in a stage that was loaded again.
  again() { this.#update(); }

  // plays tells whether each training step is played.
  get plays() { return this.#slow && this.#running; }

  get #slow() { return this.#speed < SLOW; }

  #play(at, seconds) {
    this.#at = at;
    this.#rate = 1 / seconds;
    this.#last = performance.now();
    this.#scrub.hidden = false;
    this.#update();
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now) {
    this.#at = Math.min(1, this.#at + this.#rate * Math.min(0.25, Math.max(0, (now - this.#last) / 1000)));
    this.#last = now;
    this.#update();
    if (this.#at < 1) this.#frame = requestAnimationFrame((next) => this.#tick(next));
    else this.#stop();
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#label();
  }

  #showAll() {
    this.#stop();
    this.#at = 1;
    this.#update();
  }

  #toggle() {
    if (this.#frame) this.#stop();
    else this.#play(this.#at < 1 ? this.#at : 0, HOP_SECONDS * this.#hops);
    this.#label();
  }

  #seek(hop) {
    this.#stop();
    this.#at = hop / this.#hops;
    this.#update();
  }

  // Arrow keys go from hop to hop, to the middle of each.
  #key(event) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const hop = Math.floor(Math.min(this.#at * this.#hops, this.#hops - 0.5)) + by;
    this.#seek(hop >= this.#hops ? this.#hops : Math.max(0, hop) + 0.5);
  }

  #update() {
    this.#slider.value = this.#at * this.#hops;
    const where = place(this.#at, this.#hops);
    if (this.#slider.getAttribute("aria-valuetext") !== where) this.#slider.setAttribute("aria-valuetext", where);
    this.#label();
    this.#show(this.#at < 1 ? this.#at : null);
  }

  #label() { write(byId("replay"), say(this.#frame ? "page.hold" : "page.replay")); }
}

// place names the moment of a step in few words, since a screen reader speaks it at each
// hop. The numbers stand over the picture.
export function place(at, hops) {
  const layers = hops / 2;
  const hop = Math.floor(at * hops + 1e-9);
  if (at >= 1) return say("page.wholeStep");
  if (hop < layers) return say("page.forwardAt", { layer: hop + 1, layers });
  return hop === layers ? say("page.atLoss") : say("page.backwardAt", { layer: hops - hop, layers });
}
