// Says that data is being loaded, if that takes long enough to be noticed, and offers to
// stay with the data from before.

import { say } from "../text/page.js";

const PATIENCE_MS = 800;

export class Waiting {
  #before = null; // the values in force while data is being loaded
  #messages;
  #curtain;
  #leave;
  #timer = 0;

  // curtain(text) says something in an empty view; leave(values) goes back to the values
  // from before.
  constructor(messages, curtain, leave) {
    this.#messages = messages;
    this.#curtain = curtain;
    this.#leave = leave;
  }

  // answered takes the engine's newest answer; loading names the data that it waits for.
  answered({ loading, values }) {
    clearTimeout(this.#timer);
    this.#messages.clear("loading");
    if (loading) this.#timer = setTimeout(() => this.#say(loading), PATIENCE_MS);
    else this.#before = values;
  }

  #say(loading) {
    if (!this.#before) {
      this.#curtain(say("page.dataLoading", { data: loading }));
      return;
    }
    this.#messages.show("info", say("engine.dataLoadingMeanwhile", { data: loading }), {
      kind: "loading", action: { label: say("page.stay"), run: () => this.#leave(this.#before) },
    });
  }
}
