// The engine as the page sees it: starts its worker, sends it commands, and starts
// another worker when this one stops or hangs. See protocol.js for the messages.

import { launch } from "../boot/launch.js";
import { Arrival } from "./arrival.js";
import { stopped, unloaded } from "./faults.js";
import { dispatch } from "./protocol.js";
import { said, saidAll, say } from "../text/page.js";
import { clause, learn } from "../text/say.js";
import { Wants } from "./wants.js";

const HUNG_MS = 4000; // limit of the wait for the answer to a ping
const GRACE_MS = 500; // after a sleep of the machine a timer may run before the answer is handled
const MAX_RESTARTS = 2; // for one query

export class Engine {
  #worker = null;
  #query = "";
  #answered = ""; // the newest query that the engine has carried out
  #running = true;
  #rests = new Set(); // reasons why training rests although it is not paused
  #live = false; // the worker has answered a query
  #restarts = 0;
  #command = 0; // id of the newest command
  #asked = 0; // id of the newest start or config
  #pings = 0;
  #pongTimer = 0;
  #tables = 0; // counts the tables that were offered
  #offered = null; // the table that the engine reads now: {id, file}, or null
  #table = null; // the table that the engine has read
  #pending = null; // what to ask of a worker before its first message is sent: {table, steps}
  #on;
  late = {}; // handlers of parts that are loaded late, by the messages that they hear too
  gpu = ""; // why no GPU may be used, "" if one may
  #arrival;
  #wants = new Wants((message) => this.#pending || this.#worker?.postMessage(message));

  // on: {config(answer), stats(stats, id, seq, reasons), running(bool), notice(level, text, again), failed(text, canRetry),
  //      started(), hold(on), undoable(step), waits(text) if wanted}. started is called for each new worker: it has no stage
  //      yet. reasons say why each lane runs on its backend. texts, if wanted: there are sentences to say what comes from the engine. again is the query to try once more, "" for none. waits hears how far the engine is until it answers.
  constructor(on) {
    this.#on = on;
    this.#arrival = new Arrival((text) => on.waits?.(text));
  }

  get running() { return this.#running; }
  get command() { return this.#command; }
  get live() { return this.#live; }

  // start begins with a query, in a new worker.
  start(query) {
    this.#answered ||= query; // the fallback until there is an answer
    this.#launch(query, null);
  }

  // configure asks the engine for a query, and starts one if there is none.
  configure(query) {
    this.#restarts = 0;
    this.#query = query;
    if (this.#worker) this.#configure(null);
    else this.start(query);
  }

  // learn asks for a query whose data is a CSV file of the viewer's own. The browser reads
  // the file first; wish() then returns the query, or null if the viewer has chosen other
  // data meanwhile. learn resolves to whether the engine gets the file.
  async learn(file, wish) {
    const bytes = await content(file);
    if (!bytes) {
      this.#on.notice("error", say("engine.tableNotRead", { name: file.name }));
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

  // play trains at once, without a wait for the picture.
  play() {
    this.rest("picture", false);
    this.#setRunning(true);
  }

  pause() { this.#setRunning(false); }
  reset() { this.#ask({ type: "reset" }); }

  // undo goes back to before the newest reset.
  undo() { this.#ask({ type: "undo" }); }

  // want resolves to an account with the instruments of some names once they are whole.
  want(names) { return this.#wants.ask(names); }

  step(n) {
    this.#showRunning(false);
    this.#ask({ type: "step", n });
  }

  // rest suspends training for a reason; training goes on once no reason is left. It is no
  // command: play and pause stay as they are.
  rest(reason, on) {
    const before = this.#resting;
    if (on) this.#rests.add(reason);
    else this.#rests.delete(reason);
    if (this.#resting !== before && !this.#pending) this.#worker?.postMessage({ type: "rest", on: this.#resting });
  }

  get #resting() { return this.#rests.size > 0; }

  // post sends a message of a part that is loaded late, which is no command.
  post(message) { this.#worker?.postMessage(message); }

  // sweep measures, in a race, steps a second by the width of the network, or leaves that.
  sweep(on) { this.post({ type: "sweep", on }); }

  // connect hands the engine the MessagePort that a stage listens on.
  connect(port) { this.#worker?.postMessage({ type: "stage", port }, [port]); }

  #setRunning(running) {
    this.#showRunning(running);
    this.#ask({ type: running ? "play" : "pause" });
  }

  #showRunning(running) {
    this.#running = running;
    this.#on.running(running);
  }

  #launch(query, table) {
    this.#stop();
    this.#query = query;
    const impossible = window.backflowBoot?.failed();
    if (impossible) {
      this.#fail(impossible, false);
      return;
    }
    const first = takeFirst();
    const worker = first?.worker ?? newWorker();
    if (!worker) {
      this.#fail(say("page.noWorker"), false);
      return;
    }
    this.#worker = worker;
    const handle = this.#listen(worker);
    this.#arrival.begin();
    this.#begin(table);
    this.#on.started();
    // Later: the page is still making its parts.
    queueMicrotask(() => first?.events.forEach(handle));
  }

  // listen handles the messages of a worker until another takes its place.
  #listen(worker) {
    const handle = (event) => {
      if (event.type === "error") event.preventDefault();
      if (worker !== this.#worker) return;
      if (event.type !== "error") [this.#handlers, this.late].forEach((all) => dispatch(all, event.data));
      else if (this.#live) this.#stopped("run", stopped(event.message));
      else this.#unloaded(event.message);
    };
    worker.onmessage = worker.onerror = handle;
    return handle;
  }

  // unloaded says why a worker has stopped before its first answer.
  async #unloaded(message) {
    const worker = this.#worker;
    this.#arrival.end();
    const text = await unloaded(message);
    if (worker === this.#worker) this.#stopped("load", text);
  }

  // begin sends a new worker its first message. If the worker before it had a table, that
  // file is read again first; commands that come meanwhile are part of the message.
  async #begin(table) {
    const worker = this.#worker;
    const before = this.#table;
    this.#pending = { table, steps: 0 };
    if (!table && before) await this.#reread(before);
    if (worker !== this.#worker) return;
    const pending = this.#pending;
    this.#pending = null;
    this.#asked = this.#post({ type: "start", query: this.#query, running: this.#running, rests: this.#resting, gpu: this.gpu, table: pending.table }, buffers(pending.table));
    if (pending.steps > 0) this.#post({ type: "step", n: pending.steps });
    this.#wants.again();
  }

  async #reread({ id, file }) {
    const pending = this.#pending;
    const bytes = await content(file);
    if (!bytes) this.#on.notice("error", say("page.tableGone", { name: file.name }));
    else pending.table ??= { id, name: file.name, bytes };
  }

  #configure(table) {
    if (table && this.#pending) this.#pending.table = table;
    this.#asked = this.#ask({ type: "config", query: this.#query, table }, buffers(table));
  }

  // ask sends a command, and a ping, to find out whether the engine still answers.
  #ask(message, transfer) {
    if (this.#pending) {
      this.#pending.steps = message.type === "step" ? this.#pending.steps + message.n : 0;
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
    if (!this.#live || this.#pongTimer) return;
    this.#worker.postMessage({ type: "ping", id: ++this.#pings });
    this.#pongTimer = setTimeout(() => {
      this.#pongTimer = setTimeout(() => this.#hung(), GRACE_MS);
    }, HUNG_MS);
  }

  #hung() {
    this.#on.notice("info", sentences(say("page.engineHung"), this.#dropTable()));
    this.start(this.#query);
  }

  #stopped(phase, text) {
    this.#stop();
    const lost = this.#dropTable();
    if (phase === "load") {
      this.#fail(text, true);
    } else if (this.#restarts < MAX_RESTARTS) {
      this.#restarts++;
      this.#on.notice("error", sentences(text, lost, say("engine.restarted")));
      this.start(this.#query);
    } else {
      this.#fail(sentences(text, lost, say("engine.stoppedThrice")), true);
    }
  }

  // dropTable gives up a table that the engine was reading when it stopped, and returns a
  // sentence about it.
  #dropTable() {
    if (!this.#offered) return "";
    const { file } = this.#offered;
    this.#offered = null;
    this.#query = this.#answered;
    return say("page.tableNotLearnt", { name: file.name });
  }

  // fail says why there is no engine.
  #fail(text, canRetry) {
    this.#wants.fail(text);
    this.#on.failed(text, canRetry);
  }

  #stop() {
    clearTimeout(this.#pongTimer);
    this.#pongTimer = 0;
    this.#live = false;
    this.#pending = null;
    this.#arrival.end();
    this.#worker?.terminate();
    this.#worker = null;
  }

  // firstAnswer: the worker runs.
  #firstAnswer() {
    if (this.#live) return;
    this.#live = true;
    this.#arrival.end();
    this.#on.waits?.(say("page.pictureLoading"));
  }

  #answer(answer) {
    this.#query = answer.query;
    if (!answer.reading) {
      this.#answered = answer.query;
      if (answer.table && answer.table.id === this.#offered?.id) this.#table = this.#offered;
      this.#offered = null; // it has been read or refused
    }
    this.#on.config(answer);
  }

  #handlers = {
    texts: ({ json }) => {
      learn(JSON.parse(json));
      this.#on.texts?.();
    },
    loading: (message) => this.#arrival.heard(message),
    config: ({ id, json }) => {
      this.#firstAnswer();
      if (id >= this.#asked) this.#answer(saidAll(JSON.parse(json))); // otherwise a newer command is on its way
    },
    stats: ({ id, json, seq }) => {
      const account = JSON.parse(json);
      this.#on.stats(saidAll(account), id, seq, account.lanes.map(reasonOf));
    },
    wanted: (answer) => this.#wants.answered(answer),
    running: ({ running }) => this.#showRunning(running),
    notice: ({ level, text, again: query }) => this.#on.notice(level, said(text), query),
    pong: ({ id }) => {
      if (id !== this.#pings) return;
      clearTimeout(this.#pongTimer);
      this.#pongTimer = 0;
    },
    hold: ({ on }) => this.#on.hold(on),
    undoable: ({ step }) => this.#on.undoable(step),
    fatal: ({ phase, text, detail }) => this.#stopped(phase, said(text) || stopped(detail)),
  };
}

// reasonOf returns why a lane runs on its backend, without the backend's name.
const reasonOf = ({ why }) => clause(why?.args?.why ?? "");

const sentences = (...all) => all.filter(Boolean).join(" ");

const buffers = (table) => (table ? [table.bytes] : []);

function newWorker() {
  try {
    return launch();
  } catch (error) {
    console.warn(error);
    return null;
  }
}

// content resolves to the bytes of a file, null if it cannot be read: it may have been
// moved or changed since the viewer chose it.
async function content(file) {
  try {
    return await file.arrayBuffer();
  } catch {
    return null;
  }
}

// takeFirst returns the worker that boot.js has started, and nothing the next time.
function takeFirst() {
  const boot = window.backflowBoot;
  const first = boot?.first;
  if (boot) boot.first = null;
  return first;
}
