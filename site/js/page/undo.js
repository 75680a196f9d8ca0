// The offer to bring back a long run after a reset.

import { grouped } from "../numbers/numbers.js";
import { say } from "../text/page.js";

export class UndoOffer {
  #messages;
  #undo;
  #endedAt = Infinity; // the step of the run that the reset has ended

  // undo brings the run back.
  constructor(messages, undo) {
    this.#messages = messages;
    this.#undo = undo;
  }

  // show offers to bring back a run that was at a step; at step 0 there is none.
  show(step) {
    this.begin();
    if (step === 0) return;
    this.#endedAt = step;
    this.#messages.show("info", say("engine.resetAt", { step: grouped(step) }), {
      kind: "undo", action: { label: say("page.undo"), run: this.#undo },
    });
  }

  // stats takes the offer back once the new run has come as far.
  stats({ step }) {
    if (step >= this.#endedAt) this.begin();
  }

  // begin takes the offer back: a new engine has no run from before.
  begin() {
    this.#endedAt = Infinity;
    this.#messages.clear("undo");
  }
}
