// When training rests, although the viewer has not paused it: until the picture is
// ready to show it, while the tab is hidden, and while all that shows it is scrolled away.

// PICTURE_MS is how long the first step waits for the picture.
const PICTURE_MS = 10_000;
const BACK_MS = 6000; // for which it is said that training has rested

const WHY = {
  hidden: { now: "rests while this tab is hidden", then: "rested while this tab was hidden" },
  away: { now: "rests while picture and numbers are out of sight", then: "rested while picture and numbers were out of sight" },
};

export class Rest {
  #engine;
  #say;
  #why = ""; // a key of WHY, or nothing
  #waits = false; // for the picture
  #patience = 0; // timer
  #back = 0; // timer

  // say(text, hidden) tells the viewer of training, in words that end a sentence, and
  // "" if there is nothing to tell; hidden while nobody can read them but in the tab's title.
  constructor(engine, say) {
    this.#engine = engine;
    this.#say = say;
  }

  // wait keeps training from its first step until show is called, for a while.
  wait() {
    this.#waits = true;
    this.#engine.rest("picture", true);
    this.#limit();
  }

  // show: the picture is ready, or will not be.
  show() {
    if (!this.#waits) return;
    this.#waits = false;
    this.#limit();
    this.#engine.rest("picture", false);
  }

  // limit bounds the wait; what nobody can see is not drawn, and does not count.
  #limit() {
    clearTimeout(this.#patience);
    if (this.#waits && !this.#why) this.#patience = setTimeout(() => this.show(), PICTURE_MS);
  }

  // attend takes what attention.js has found.
  attend({ seen, hidden }) {
    const why = hidden ? "hidden" : seen ? "" : "away";
    const before = this.#why;
    if (why === before) return;
    this.#why = why;
    this.#engine.rest("unseen", why !== "");
    this.#limit();
    clearTimeout(this.#back);
    if (!this.#engine.running) this.#say("", false); // it pauses
    else if (why) this.#say(WHY[why].now, hidden);
    else this.#return(before);
  }

  #return(before) {
    this.#say(WHY[before].then, false);
    this.#back = setTimeout(() => this.#say("", false), BACK_MS);
  }
}
