// When training rests although the viewer has not paused it: until the picture is ready,
// while the tab is hidden, and while picture and numbers are scrolled out of the window.

import { say } from "../text/page.js";

// PICTURE_MS is how long the first step waits for the picture.
const PICTURE_MS = 10_000;
const BACK_MS = 6000; // how long the bar says that training has rested

const WHY = {
  hidden: { now: "page.restsHidden", then: "page.restedHidden" },
  away: { now: "page.restsAway", then: "page.restedAway" },
};

export class Rest {
  #engine;
  #say;
  #why = ""; // a key of WHY, or nothing
  #waits = false; // for the picture
  #patience = 0; // timer
  #back = 0; // timer

  // say(text, hidden) tells the viewer why training rests, "" if it does not; hidden if only
  // the tab's title can be read.
  constructor(engine, say) {
    this.#engine = engine;
    this.#say = say;
  }

  // wait delays the first step until show is called, by PICTURE_MS at most.
  wait() {
    this.#waits = true;
    this.#engine.rest("picture", true);
    this.#limit();
  }

  // show ends the wait: the picture is ready, or there will be none.
  show() {
    if (!this.#waits) return;
    this.#waits = false;
    this.#limit();
    this.#engine.rest("picture", false);
  }

  // limit bounds the wait. Time in which nobody can see the page does not count, since
  // nothing is drawn then.
  #limit() {
    clearTimeout(this.#patience);
    if (this.#waits && !this.#why) this.#patience = setTimeout(() => this.show(), PICTURE_MS);
  }

  // attend takes the state that attention.js has found.
  attend({ seen, hidden }) {
    const why = hidden ? "hidden" : seen ? "" : "away";
    const before = this.#why;
    if (why === before) return;
    this.#why = why;
    this.#engine.rest("unseen", why !== "");
    this.#limit();
    clearTimeout(this.#back);
    if (!this.#engine.running) this.#say("", false); // it pauses
    else if (why) this.#say(say(WHY[why].now), hidden);
    else this.#return(before);
  }

  #return(before) {
    this.#say(say(WHY[before].then), false);
    this.#back = setTimeout(() => this.#say("", false), BACK_MS);
  }
}
