// Keeps the numbers beside the picture in step with it: where a slow picture is behind
// training, the numbers are those of the step in the picture.

// LATE_MS limits how long numbers wait for the picture. A slower picture shows its step
// itself.
const LATE_MS = 5000;

export class InStep {
  #show;
  #follows;
  #drawn = 0; // the newest snapshot on show
  #answered = -1; // the newest command whose numbers have been shown
  #waiting = new Map(); // numbers by their snapshot, which is not on show yet
  #late = 0; // timer

  // show(line, id) shows numbers; follows() tells whether they wait for the picture.
  constructor(show, follows) {
    this.#show = show;
    this.#follows = follows;
  }

  // begin is for a new engine, whose snapshots count from the beginning.
  begin() {
    this.#drawn = 0;
    this.#answered = -1;
    this.#drop();
  }

  // take gets numbers, the command that they answer, and the snapshot that they
  // belong to. The first answer to a command does not wait.
  take(line, id, seq) {
    if (id > this.#answered || seq <= this.#drawn || !this.#follows()) {
      this.#put(line, id);
      return;
    }
    this.#waiting.set(seq, { line, id });
    this.#late ||= setTimeout(() => this.release(), LATE_MS);
  }

  // drawn: the picture shows this snapshot.
  drawn(seq) {
    this.#drawn = Math.max(this.#drawn, seq);
    const due = [...this.#waiting.keys()].filter((s) => s <= seq).sort((a, b) => a - b);
    if (due.length === 0) return;
    const { line, id } = this.#waiting.get(due.at(-1));
    const later = [...this.#waiting].filter(([s]) => s > seq);
    this.#put(line, id);
    this.#waiting = new Map(later);
    if (later.length > 0) this.#late = setTimeout(() => this.release(), LATE_MS);
  }

  // release shows the newest numbers without waiting: the picture is gone, or nobody sees
  // it.
  release() {
    const newest = [...this.#waiting.values()].at(-1);
    if (newest) this.#put(newest.line, newest.id);
  }

  #put(line, id) {
    this.#drop();
    this.#answered = id;
    this.#show(line, id);
  }

  #drop() {
    clearTimeout(this.#late);
    this.#late = 0;
    this.#waiting.clear();
  }
}
