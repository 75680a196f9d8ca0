// Watches for a stage that says nothing at all: a document that is refused, missing
// or broken is as silent in its frame as one that is still on its way.

import { url } from "./source.js";
import { whyNot } from "./whynot.js";

const QUIET_MS = 3000; // then the server is asked for what it sends
const LOADED_MS = 700; // after the frame says that it has loaded something

export class Quiet {
  #frame;
  #tell;
  #timer = 0;
  #turn = 0; // counts what is watched
  #loaded = false; // the frame has loaded, whatever it was

  // tell(reason) is called with a part of a sentence.
  constructor(frame, tell) {
    this.#frame = frame;
    this.#tell = tell;
    frame.addEventListener("load", () => this.#load());
  }

  // watch begins with a stage that is being loaded.
  watch() {
    this.end();
    this.#loaded = false;
    this.#ask(QUIET_MS);
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
    const reason = await whyNot(url()) || (sure ? "its script does not run here; an extension, a filter or a Content-Security-Policy holds it back" : "");
    if (turn === this.#turn && reason) this.#tell(reason);
  }
}
