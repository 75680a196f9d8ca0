// The newest statistics, for window.backflow.stats(): never older than the
// newest command.

export class StatsFeed {
  #engine;
  #picture;
  #newest = null;
  #id = -1;
  #waiting = [];
  #training = false;
  #failure = ""; // why there is no engine, "" while there is one

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

  // next resolves at once if nothing was asked for since the newest ones, and
  // rejects where there is no engine that could answer.
  next() {
    if (this.#failure) return Promise.reject(new Error(this.#failure));
    if (this.#current) return Promise.resolve(this.#whole());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  // fail: there is no engine any more; begin: there is one again.
  fail(text) {
    this.#failure = text;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(text));
  }

  begin() { this.#failure = ""; }

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
