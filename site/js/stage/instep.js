// Keeps the numbers beside the picture in step with it: where a slow picture is behind
// training, the numbers are those of the step in the picture.

// LATE_MS limits how long numbers wait for the picture. A slower picture shows its step
// itself.
const LATE_MS = 5000;

export class InStep {
  #show;
  #follows;
  #shown = null; // the numbers on show
  #drawn = 0; // the newest snapshot on show
  #answered = -1; // the newest command whose numbers have been shown
  #ahead = new Map(); // numbers by their snapshot, which is not on show yet
  #late = 0; // timer

  // show(line) shows numbers; follows() tells whether they wait for the picture.
  constructor(show, follows) {
    this.#show = show;
    this.#follows = follows;
  }

  // begin is for a new engine, whose snapshots count from the beginning.
  begin() {
    this.#drawn = 0;
    this.#answered = -1;
    this.#ahead.clear();
    this.#wait();
  }

  // take gets numbers, the command that they answer, and the snapshot that they
  // belong to. The first answer to a command does not wait, and none before it is shown
  // again.
  take(line, id, seq) {
    const answer = id > this.#answered;
    if (answer) this.#ahead.clear();
    this.#answered = id;
    if (seq > this.#drawn) this.#ahead.set(seq, line);
    if (answer || seq <= this.#drawn || !this.#follows()) this.#put(line);
    else this.#late ||= setTimeout(() => this.release(), LATE_MS);
  }

  // drawn: the picture shows this snapshot. Numbers that did not wait for it may be of a
  // later one: those of this one come back.
  drawn(seq) {
    this.#drawn = Math.max(this.#drawn, seq);
    const due = [...this.#ahead.keys()].filter((s) => s <= seq).sort((a, b) => a - b);
    if (due.length === 0) return;
    const line = this.#ahead.get(due.at(-1));
    for (const s of due) this.#ahead.delete(s);
    this.#put(line);
  }

  // release shows the newest numbers without waiting: the picture is gone, or nobody sees
  // it.
  release() {
    const newest = [...this.#ahead.values()].at(-1);
    if (newest) this.#put(newest);
  }

  #put(line) {
    if (line !== this.#shown) this.#show(this.#shown = line);
    this.#wait();
  }

  // wait starts the timer anew where numbers wait.
  #wait() {
    clearTimeout(this.#late);
    const waits = [...this.#ahead.values()].at(-1) ?? this.#shown;
    this.#late = waits === this.#shown ? 0 : setTimeout(() => this.release(), LATE_MS);
  }
}
