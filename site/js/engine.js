// The engine's life: starts its worker, talks to it, and starts another when
// it dies or hangs. See protocol.js for the messages.

import { dispatch } from "./protocol.js";

const HUNG_MS = 4000; // without an answer to a ping
const GRACE_MS = 500; // an answer may be waiting behind a timer after a sleep
const MAX_RESTARTS = 2; // for one and the same query

export class Engine {
  #worker = null;
  #query = "";
  #running = true;
  #live = false; // it has answered a query
  #restarts = 0;
  #command = 0; // id of the newest command
  #asked = 0; // id of the newest start or config
  #pings = 0;
  #watch = 0; // timer that waits for a pong
  #offered = null; // the newest table of the viewer's own: {id, file}
  #table = null; // the one that the engine has read
  #on;

  // on: {config(answer), stats(stats), running(bool), notice(level, text),
  //      failed(text, canRetry), started(), hold(on)}. started is called for each new
  //      worker: it has no stage yet.
  constructor(on) {
    this.#on = on;
  }

  get running() { return this.#running; }
  get command() { return this.#command; }
  get live() { return this.#live; }

  // start begins with a query; a worker that runs is given up.
  start(query) {
    this.#stop();
    this.#query = query;
    const first = takeFirst();
    try {
      this.#worker = first?.worker ?? new Worker(new URL("engine-worker.js", import.meta.url));
    } catch (error) {
      this.#on.failed(`This browser starts no worker (${error.message}), in which Backflow computes.`, false);
      return;
    }
    this.#worker.onmessage = (event) => dispatch(this.#handlers, event.data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#died(this.#live ? "run" : "load", event.message ? `The engine stopped: ${event.message}.` : "The engine’s script cannot be loaded; is the network there?");
    };
    this.#begin();
    this.#on.started();
    // Not at once: the page is still putting its parts together.
    queueMicrotask(() => first?.events.forEach((event) => {
      this.#worker?.[event.type === "error" ? "onerror" : "onmessage"](event);
    }));
  }

  // configure asks for a query: of a running engine, or of a new one if there
  // is none.
  configure(query) {
    this.#restarts = 0;
    this.#query = query;
    if (!this.#worker) {
      this.start(query);
      return;
    }
    this.#asked = this.#ask({ type: "config", query });
  }

  // learn asks for a query whose data is a CSV file of the viewer's own; false
  // if the browser cannot read it.
  async learn(file, query) {
    const bytes = await content(file);
    if (!bytes) {
      this.#on.notice("error", `${file.name} cannot be read; training goes on with the data from before.`);
      return false;
    }
    this.#offered = { id: (this.#offered?.id ?? 0) + 1, file };
    this.#restarts = 0;
    this.#query = query;
    if (!this.#worker) this.start(query);
    this.#asked = this.#ask({ type: "config", query, table: { id: this.#offered.id, name: file.name, bytes } }, [bytes]);
    return true;
  }

  retry() {
    this.#restarts = 0;
    this.start(this.#query);
  }

  play() { this.#setRunning(true); }
  pause() { this.#setRunning(false); }
  reset() { this.#ask({ type: "reset" }); }

  step(n) {
    this.#hear(false);
    this.#ask({ type: "step", n });
  }

  // connect hands the engine the MessagePort that a stage listens on.
  connect(port) { this.#worker?.postMessage({ type: "stage", port }, [port]); }

  #setRunning(running) {
    this.#hear(running);
    this.#ask({ type: running ? "play" : "pause" });
  }

  #hear(running) {
    this.#running = running;
    this.#on.running(running);
  }

  // begin sends a new worker its first message. A worker before it may have had
  // a table, which is read from its file once more.
  async #begin() {
    const worker = this.#worker;
    const start = { type: "start", running: this.#running };
    if (!this.#table) {
      this.#asked = this.#post({ ...start, query: this.#query });
      return;
    }
    const { id, file } = this.#table;
    const bytes = await content(file);
    if (worker !== this.#worker) return;
    const table = bytes && { id, name: file.name, bytes };
    this.#asked = this.#post({ ...start, query: this.#query, table }, bytes ? [bytes] : []);
  }

  // ask sends a command, and finds out whether the engine still listens.
  #ask(message, transfer) {
    this.#ping();
    return this.#post(message, transfer);
  }

  #post(message, transfer = []) {
    this.#worker?.postMessage({ ...message, id: ++this.#command }, transfer);
    return this.#command;
  }

  #ping() {
    if (!this.#live || this.#watch) return;
    this.#worker.postMessage({ type: "ping", id: ++this.#pings });
    this.#watch = setTimeout(() => {
      this.#watch = setTimeout(() => this.#hung(), GRACE_MS);
    }, HUNG_MS);
  }

  #hung() {
    this.#on.notice("info", "The engine was busy with one very large step for more than four seconds; it has been started anew with the new settings.");
    this.start(this.#query);
  }

  #died(phase, text) {
    this.#stop();
    if (phase === "load") {
      this.#on.failed(text, true);
    } else if (this.#restarts < MAX_RESTARTS) {
      this.#restarts++;
      this.#on.notice("error", `${text} It has been started anew with the same settings.`);
      this.start(this.#query);
    } else {
      this.#on.failed(`${text} That was the third time with these settings: choose others, such as a smaller width or depth.`, true);
    }
  }

  #stop() {
    clearTimeout(this.#watch);
    this.#watch = 0;
    this.#live = false;
    this.#worker?.terminate();
    this.#worker = null;
  }

  #handlers = {
    config: ({ id, json }) => {
      this.#live = true;
      if (id < this.#asked) return; // a newer question is on its way
      const answer = JSON.parse(json);
      this.#query = answer.query;
      if (answer.table && answer.table.id === this.#offered?.id) this.#table = this.#offered;
      this.#on.config(answer);
    },
    stats: ({ id, json }) => this.#on.stats(JSON.parse(json), id),
    running: ({ running }) => this.#hear(running),
    notice: ({ level, text }) => this.#on.notice(level, text),
    pong: ({ id }) => {
      if (id !== this.#pings) return;
      clearTimeout(this.#watch);
      this.#watch = 0;
    },
    hold: ({ on }) => this.#on.hold(on),
    fatal: ({ phase, text }) => this.#died(phase, text),
  };
}

// content is what a file holds, null if it cannot be read: it may have been
// moved or changed since it was chosen.
async function content(file) {
  try {
    return await file.arrayBuffer();
  } catch {
    return null;
  }
}

// takeFirst returns the worker that early.js has started, the first time.
function takeFirst() {
  const first = window.firstWorker;
  delete window.firstWorker;
  return first;
}
