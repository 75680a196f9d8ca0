// The engine's numbers on their way: programs get them at once, the page shows those
// that belong to the picture beside them.

import { StatsFeed } from "../engine/statsfeed.js";
import { InStep } from "../stage/instep.js";

export class Readout {
  feed;
  newest = { step: 0, lanes: [] }; // on show
  #inStep;

  // picture() returns what the numbers stand beside; show(stats) puts them up;
  // follows() tells whether they wait for the picture.
  constructor(engine, picture, { show, follows }) {
    this.feed = new StatsFeed(engine, picture);
    this.#inStep = new InStep((stats) => show(this.newest = stats), follows);
  }

  // take gets numbers, the command that they answer, the snapshot of the same step, and the
  // reasons for the lanes' backends.
  take(stats, id, seq, reasons) {
    this.feed.take(stats, id);
    this.#inStep.take({ ...stats, lanes: stats.lanes.map((lane, i) => ({ ...lane, reason: reasons[i] })) }, id, seq);
  }

  // drawn: a snapshot is on show.
  drawn(seq) { this.#inStep.drawn(seq); }

  // release shows the newest numbers: nobody sees a picture that they could wait for.
  release() { this.#inStep.release(); }

  // begin is for a new engine; fail says why there is none.
  begin() {
    this.#inStep.begin();
    this.feed.begin();
  }

  fail(text) { this.feed.fail(text); }
}
