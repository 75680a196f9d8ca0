// Watches for a stage that sends no message at all. A document that is refused, missing
// or broken is as silent in its frame as one that is still being loaded.

import { LATE_MS } from "../boot/late.js";
import { url } from "./source.js";
import { whyNot } from "./whynot.js";

const LOADED_MS = 700; // after the frame's load event

export class Watchdog {
  #frame;
  #on;
  #timer = 0;
  #turn = 0; // counts calls of watch and end
  #loaded = false; // the frame has loaded some document

  // on: {missing(reason), late(message) for what is still on its way}; reason is the message of
  // a part of a sentence.
  constructor(frame, on) {
    this.#frame = frame;
    this.#on = on;
    frame.addEventListener("load", () => this.#load());
  }

  // watch waits for the first message of a stage. begun: its frame was given its address
  // some time ago.
  watch(begun = false) {
    this.end();
    this.#loaded = begun && isLoaded(this.#frame);
    this.#schedule(this.#loaded ? LOADED_MS : LATE_MS);
  }

  // end stops watching: the stage has sent a message, or is gone.
  end() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#turn++;
  }

  #load() {
    this.#loaded = true;
    if (this.#timer) this.#schedule(LOADED_MS);
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#diagnose(), delay);
  }

  // While the frame has not loaded, only a wrong answer of the server counts as a fault.
  async #diagnose() {
    const turn = this.#turn;
    const sure = this.#loaded;
    if (!sure) this.#on.late({ id: "page.stageLate" });
    const reason = await whyNot(url()) || (sure ? { id: "page.stageHeldBack" } : null);
    if (turn === this.#turn && reason) this.#on.missing(reason);
  }
}

// isLoaded reports whether a frame shows a whole document: its own, or one of the
// browser's in its place, which scripts cannot read. A frame begins with an empty one.
function isLoaded(frame) {
  const shown = frame.contentDocument;
  return !shown || (shown.URL !== "about:blank" && shown.readyState === "complete");
}
