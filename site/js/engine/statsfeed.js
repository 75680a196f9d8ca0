// The newest statistics, for window.backflow.stats(). They are never older than the
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
    for (const { resolve } of this.#waiting.splice(0)) resolve(this.#withPicture(stats));
  }

  // next resolves at once if there was no command since the newest statistics. It rejects
  // where there is no engine.
  next() {
    if (this.#failure) return Promise.reject(new Error(this.#failure));
    if (this.#current) return Promise.resolve(this.#withPicture(this.#newest));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  // whole resolves to statistics with the instruments of some names, once these are whole. It
  // rejects where there is no engine, or no instrument of a name.
  async whole(names) {
    if (this.#failure) throw new Error(this.#failure);
    return this.#withPicture(await this.#engine.want(names));
  }

  // fail: the engine is gone. begin: there is another one.
  fail(text) {
    this.#failure = text;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(text));
  }

  begin() { this.#failure = ""; }

  get #current() { return this.#newest !== null && this.#id >= this.#engine.command; }

  #withPicture(stats) {
    const { fps = null, stageMs = null, resolution = null, edges = null } = this.#picture() ?? {};
    return { ...stats, fps, stageMs, resolution, edges };
  }

  // mark notes the time at which every lane has taken its first step.
  #mark({ lanes }) {
    if (this.#training || lanes.length === 0 || !lanes.every((l) => l.step > 0)) return;
    this.#training = true;
    performance.mark("backflow:training");
  }
}
