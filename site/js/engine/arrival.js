// Says how much of the engine's program has been loaded, if loading takes long enough to
// be noticed.

import { LATE_MS } from "../boot/late.js";
import { say } from "../text/page.js";

const PATIENCE_MS = 1000; // before the first sentence
const TENTH = 10;

export class Arrival {
  #say;
  #timer = 0;
  #since = 0;
  #said = "";

  // say(text) puts a sentence where an empty view waits.
  constructor(say) {
    this.#say = say;
  }

  // begin waits for the messages of a new worker.
  begin() {
    this.end();
    this.#since = performance.now();
    this.#said = "";
    this.#timer = setTimeout(() => this.#tell(say("page.workerLate")), LATE_MS);
  }

  // heard takes a message of type "loading".
  heard({ share, late }) {
    clearTimeout(this.#timer);
    const percent = Math.floor(share * 100 / TENTH) * TENTH;
    if (late) this.#tell(say("page.engineLate", { percent }));
    else if (share === 1) this.#tell(say("page.startingEngine"));
    else if (this.#said || performance.now() - this.#since > PATIENCE_MS) this.#tell(say("page.loadingEngine", { percent }));
  }

  end() { clearTimeout(this.#timer); }

  #tell(text) {
    if (text === this.#said) return;
    this.#said = text;
    this.#say(text);
  }
}
