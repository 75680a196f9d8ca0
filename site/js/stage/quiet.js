// Watches for a stage that says nothing at all: a document that is refused, missing
// or broken is as silent in its frame as one that is still on its way.

import { LATE_MS, SLOW } from "../boot/late.js";
import { url } from "./source.js";
import { whyNot } from "./whynot.js";

const LOADED_MS = 700; // after the frame says that it has loaded something

export class Quiet {
  #frame;
  #on;
  #timer = 0;
  #turn = 0; // counts what is watched
  #loaded = false; // the frame has loaded, whatever it was

  // on: {missing(reason) with a part of a sentence, late(text) for what is still on its way}
  constructor(frame, on) {
    this.#frame = frame;
    this.#on = on;
    frame.addEventListener("load", () => this.#load());
  }

  // watch begins with a stage that is being loaded; or that was begun, some time ago.
  watch(begun = false) {
    this.end();
    this.#loaded = begun && isLoaded(this.#frame);
    this.#ask(this.#loaded ? LOADED_MS : LATE_MS);
  }

  // end: it has said something, or is not expected to any more.
  end() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#turn++;
  }

  #load() {
    this.#loaded = true;
    if (this.#timer) this.#ask(LOADED_MS);
  }

  #ask(later) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#find(), later);
  }

  // A stage whose server sends what it should is waited for until its frame has loaded.
  async #find() {
    const turn = this.#turn;
    const sure = this.#loaded;
    if (!sure) this.#on.late(`The picture waits for its document, stage.html, or its script, stage.js: ${SLOW}.`);
    const reason = await whyNot(url()) || (sure ? "its script does not run here; an extension, a filter or a Content-Security-Policy holds it back" : "");
    if (turn === this.#turn && reason) this.#on.missing(reason);
  }
}

// isLoaded reports whether a frame shows a whole document: its own, or one that the
// browser has put into its place and that nobody may look into. Before it loads
// anything there is an empty one.
function isLoaded(frame) {
  const shown = frame.contentDocument;
  return !shown || (shown.URL !== "about:blank" && shown.readyState === "complete");
}
