// The newest statistics, for window.backflow.stats(): never older than the
// newest command.

export class StatsFeed {
  #engine;
  #picture;
  #newest = null;
  #id = -1;
  #waiting = [];
  #training = false;

  constructor(engine, picture) {
    this.#engine = engine;
    this.#picture = picture;
  }

  take(stats, id) {
    this.#newest = stats;
    this.#id = id;
    this.#mark(stats);
    if (!this.#current) return;
    for (const { resolve } of this.#waiting.splice(0)) resolve(this.#whole());
  }

  // next resolves at once if nothing was asked for since the newest ones.
  next() {
    if (this.#current) return Promise.resolve(this.#whole());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  fail(text) {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(text));
  }

  get #current() { return this.#newest !== null && this.#id >= this.#engine.command; }

  #whole() {
    const { fps = null, stageMs = null, resolution = null, edges = null } = this.#picture() ?? {};
    return { ...this.#newest, fps, stageMs, resolution, edges };
  }

  // The moment that a visitor has waited for: every lane has taken a step.
  #mark({ lanes }) {
    if (this.#training || lanes.length === 0 || !lanes.every((l) => l.step > 0)) return;
    this.#training = true;
    performance.mark("backflow:training");
  }
}
