// Reports how an embed is: to the page around it, and to its own cover and bar.

export class Report {
  #parts;
  #drawn = false; // once
  #ready = false; // the page around knows of the first answer

  // parts: {host, life, cover, bar, settings}
  constructor(parts) {
    this.#parts = parts;
  }

  // changed: the state of the embed may have changed.
  changed() {
    const { host, life, cover, bar, settings } = this.#parts;
    cover.show(life.state, settings.values);
    bar.running(life.running && life.state !== "waiting");
    host.keep("state", { state: life.state, playing: life.running, drawn: this.#drawn, counted: life.counted, asked: life.asked });
  }

  // running: training goes on or pauses.
  running() { this.changed(); }

  // take passes the engine's newest numbers on.
  take(stats) { this.#parts.host.tell("stats", stats); }

  // error reports a sentence; fail says why there is no engine, also to later connections.
  error(message) { this.#parts.host.tell("error", { message }); }
  fail(message) { this.#parts.host.keep("error", { message }); }

  // drew: there is a picture.
  drew() {
    this.#drawn = true;
    this.#parts.life.drew();
    this.changed();
  }

  // answered takes the engine's answer to a query; the first one is news.
  answered({ query, problems }) {
    if (this.#ready) return;
    this.#ready = true;
    this.#parts.host.keep("ready", { query, problems: problems.map((p) => p.message) });
  }
}
