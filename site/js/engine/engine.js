// The engine's life: starts its worker, talks to it, and starts another when
// it dies or hangs. See protocol.js for the messages.

import { launch } from "../boot/launch.js";
import { Arrival } from "./arrival.js";
import { again, stopped, unloaded } from "./faults.js";
import { dispatch } from "./protocol.js";
import { join } from "../page/text.js";

const HUNG_MS = 4000; // without an answer to a ping
const GRACE_MS = 500; // an answer may be waiting behind a timer after a sleep
const MAX_RESTARTS = 2; // for one and the same query

export class Engine {
  #worker = null;
  #query = "";
  #answered = ""; // the newest query that has been carried out
  #running = true;
  #rests = new Set(); // reasons why training stands still although it plays
  #live = false; // it has answered a query
  #restarts = 0;
  #command = 0; // id of the newest command
  #asked = 0; // id of the newest start or config
  #pings = 0;
  #watch = 0; // timer that waits for a pong
  #tables = 0; // that were offered so far
  #offered = null; // the table that the engine is to read: {id, file}; null if there is none
  #table = null; // the one that the engine has read
  #early = null; // commands for a worker that has not got its first message: {table, steps}
  #on;
  gpu = ""; // why none may be used, "" if one may
  #arrival;

  // on: {config(answer), stats(stats, id, seq), running(bool), notice(level, text, again), failed(text, canRetry),
  //      started(), hold(on), undoable(step), waits(text) if wanted}. started is called for each new worker: it has no stage
  //      yet. again is the query to try once more, "" for none. waits hears how far the engine is until it answers.
  constructor(on) {
    this.#on = on;
    this.#arrival = new Arrival((text) => on.waits?.(text));
  }

  get running() { return this.#running; }
  get command() { return this.#command; }
  get live() { return this.#live; }

  // start begins with a query; a worker that runs is given up.
  start(query) {
    this.#answered ||= query; // what to go back to before there was an answer
    this.#launch(query, null);
  }

  // configure asks for a query: of a running engine, or of a new one if there
  // is none.
  configure(query) {
    this.#restarts = 0;
    this.#query = query;
    if (this.#worker) this.#configure(null);
    else this.start(query);
  }

  // learn asks for a query whose data is a CSV file of the viewer's own. wish
  // says which, once the browser has read the file: null if the viewer has
  // chosen other data meanwhile. False if the file is not to be learnt.
  async learn(file, wish) {
    const bytes = await content(file);
    if (!bytes) {
      this.#on.notice("error", `${file.name} cannot be read; training goes on with the data from before.`);
      return false;
    }
    const query = wish();
    if (query === null) return false;
    this.#offered = { id: ++this.#tables, file };
    this.#restarts = 0;
    this.#query = query;
    const table = { id: this.#offered.id, name: file.name, bytes };
    if (this.#worker) this.#configure(table);
    else this.#launch(query, table);
    return true;
  }

  retry() {
    this.#restarts = 0;
    this.start(this.#query);
  }

  // play ends the wait for the picture, if there is one.
  play() {
    this.rest("picture", false);
    this.#setRunning(true);
  }

  pause() { this.#setRunning(false); }
  reset() { this.#ask({ type: "reset" }); }

  // undo goes back to before the newest reset.
  undo() { this.#ask({ type: "undo" }); }

  step(n) {
    this.#hear(false);
    this.#ask({ type: "step", n });
  }

  // rest makes training that plays stand still for a reason, or lets it go on where it
  // was once there is no reason left. It is no command: play and pause stay as they are.
  rest(reason, on) {
    const before = this.#resting;
    if (on) this.#rests.add(reason);
    else this.#rests.delete(reason);
    if (this.#resting !== before && !this.#early) this.#worker?.postMessage({ type: "rest", on: this.#resting });
  }

  get #resting() { return this.#rests.size > 0; }

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

  #launch(query, table) {
    this.#stop();
    this.#query = query;
    const impossible = window.backflowBoot?.failed();
    if (impossible) {
      this.#on.failed(impossible, false);
      return;
    }
    const first = takeFirst();
    const worker = first?.worker ?? newWorker();
    if (!worker) {
      this.#on.failed("This browser starts no worker, in which Backflow computes.", false);
      return;
    }
    this.#worker = worker;
    const handle = this.#listen(worker);
    this.#arrival.begin();
    this.#begin(table);
    this.#on.started();
    // Not at once: the page is still putting its parts together.
    queueMicrotask(() => first?.events.forEach(handle));
  }

  // listen hears a worker for as long as it is the one: what a dead one still
  // says does not concern the next.
  #listen(worker) {
    const handle = (event) => {
      if (event.type === "error") event.preventDefault();
      if (worker !== this.#worker) return;
      if (event.type !== "error") dispatch(this.#handlers, event.data);
      else if (this.#live) this.#died("run", stopped(event.message));
      else this.#unloaded(event.message);
    };
    worker.onmessage = worker.onerror = handle;
    return handle;
  }

  // unloaded says why a worker has not come as far as to answer.
  async #unloaded(message) {
    const worker = this.#worker;
    this.#arrival.end();
    const text = await unloaded(message);
    if (worker === this.#worker) this.#died("load", text);
  }

  // begin sends a new worker its first message. A worker before it may have had
  // a table, which is read from its file once more: what is asked for meanwhile
  // is part of the first message.
  async #begin(table) {
    const worker = this.#worker;
    const before = this.#table;
    this.#early = { table, steps: 0 };
    if (!table && before) await this.#reread(before);
    if (worker !== this.#worker) return;
    const early = this.#early;
    this.#early = null;
    this.#asked = this.#post({ type: "start", query: this.#query, running: this.#running, rests: this.#resting, gpu: this.gpu, table: early.table }, buffers(early.table));
    if (early.steps > 0) this.#post({ type: "step", n: early.steps });
  }

  async #reread({ id, file }) {
    const early = this.#early;
    const bytes = await content(file);
    if (!bytes) this.#on.notice("error", `${file.name} cannot be read any more.`);
    else early.table ??= { id, name: file.name, bytes };
  }

  #configure(table) {
    if (table && this.#early) this.#early.table = table;
    this.#asked = this.#ask({ type: "config", query: this.#query, table }, buffers(table));
  }

  // ask sends a command, and finds out whether the engine still listens.
  #ask(message, transfer) {
    if (this.#early) {
      this.#early.steps = message.type === "step" ? this.#early.steps + message.n : 0;
      return ++this.#command;
    }
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
    this.#on.notice("info", join("The engine was busy with one very large step for more than four seconds; it has been started anew with the new settings", this.#lose()));
    this.start(this.#query);
  }

  #died(phase, text) {
    this.#stop();
    const lost = this.#lose();
    if (phase === "load") {
      this.#on.failed(text, true);
    } else if (this.#restarts < MAX_RESTARTS) {
      this.#restarts++;
      this.#on.notice("error", again(text, lost));
      this.start(this.#query);
    } else {
      this.#on.failed(join(text, lost, "That was the third time with these settings: choose others, such as a smaller width or depth."), true);
    }
  }

  // lose gives up a table that the engine was still reading as it ended, and
  // says so.
  #lose() {
    if (!this.#offered) return "";
    const { file } = this.#offered;
    this.#offered = null;
    this.#query = this.#answered;
    return `${file.name} was being read and is not learnt.`;
  }

  #stop() {
    clearTimeout(this.#watch);
    this.#watch = 0;
    this.#live = false;
    this.#early = null;
    this.#arrival.end();
    this.#worker?.terminate();
    this.#worker = null;
  }

  // answers: it has come as far as to answer.
  #answers() {
    if (this.#live) return;
    this.#live = true;
    this.#arrival.end();
    this.#on.waits?.("The picture is being loaded…");
  }

  #answer(answer) {
    this.#query = answer.query;
    if (!answer.reading) {
      this.#answered = answer.query;
      if (answer.table && answer.table.id === this.#offered?.id) this.#table = this.#offered;
      this.#offered = null; // it is read, or refused
    }
    this.#on.config(answer);
  }

  #handlers = {
    loading: (message) => this.#arrival.heard(message),
    config: ({ id, json }) => {
      this.#answers();
      if (id >= this.#asked) this.#answer(JSON.parse(json)); // otherwise a newer question is on its way
    },
    stats: ({ id, json, seq }) => this.#on.stats(JSON.parse(json), id, seq),
    running: ({ running }) => this.#hear(running),
    notice: ({ level, text, again: query }) => this.#on.notice(level, text, query),
    pong: ({ id }) => {
      if (id !== this.#pings) return;
      clearTimeout(this.#watch);
      this.#watch = 0;
    },
    hold: ({ on }) => this.#on.hold(on),
    undoable: ({ step }) => this.#on.undoable(step),
    fatal: ({ phase, text, detail }) => this.#died(phase, text || stopped(detail)),
  };
}

const buffers = (table) => (table ? [table.bytes] : []);

function newWorker() {
  try {
    return launch();
  } catch (error) {
    console.warn(error);
    return null;
  }
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

// takeFirst returns the worker that boot.js has started, the first time.
function takeFirst() {
  const boot = window.backflowBoot;
  const first = boot?.first;
  if (boot) boot.first = null;
  return first;
}
