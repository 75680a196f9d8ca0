// Limits how many embeds of a host page draw at a time, and lets one compute on a GPU.
//
// Browsers keep 8 to 16 WebGL contexts a page and drop the oldest for a new one, so that many
// embeds would restart each other for ever. The embeds agree by Web Locks, which frames of one
// origin inside one host site share: an embed draws while it holds one of STAGES locks, and
// computes on a GPU while it holds another. A browser frees the locks of a frame that is gone.
//
// An embed that waits sends a message on a BroadcastChannel. Until it has drawn once it also
// holds a shared lock. Embeds that may yield do so at the message. Without locks (plain http, a
// sandbox without allow-same-origin) the element in the host page sets the limit: crowd.js.

import { STAGES } from "./agreed.js";

const stage = (slot) => `backflow-stage-${slot}`;
const FIRST = "backflow-first";
const since = (slot, time) => `backflow-since-${slot}-${time}`;

export class Slots {
  #on;
  #locks = true; // false once they are refused
  #wanted = false;
  #free = null; // frees the lock of the stage, null without one
  #slot = -1;
  #aged = null; // frees the lock whose name has the time
  #queue = null; // AbortController of the requests
  #first = null; // frees the lock of embeds that have drawn nothing
  #channel = null;

  // on: {granted(), lost(), yields(first)}: yields reports whether another embed may have the
  // stage; first: that embed has drawn nothing yet.
  constructor(on) {
    this.#on = on;
    try {
      if (!navigator.locks) throw new Error("no locks");
      this.#channel = new BroadcastChannel("backflow-stages");
      this.#channel.onmessage = () => this.review();
    } catch {
      this.#locks = false;
    }
  }

  // counted reports whether the embeds limit themselves by locks.
  get counted() { return this.#locks; }
  get held() { return this.#free !== null; }

  // ask waits for a stage; first: this embed has drawn nothing yet.
  ask(first) {
    if (this.held || this.#wanted) return;
    this.#wanted = true;
    if (!this.#locks) return void queueMicrotask(() => this.#wanted && this.#grant(-1, () => {}));
    this.#queue = new AbortController();
    if (first) this.#first = hold(FIRST, { mode: "shared" });
    for (let slot = 0; slot < STAGES; slot++) this.#wait(slot, { signal: this.#queue.signal });
    navigator.locks.query().then(() => this.#channel.postMessage("")); // once the requests are queued
  }

  // drop frees all locks and ends the wait.
  drop() {
    this.#wanted = false;
    this.#queue?.abort();
    for (const free of [this.#free, this.#aged, this.#first]) free?.();
    this.#free = this.#aged = this.#first = null;
  }

  // take is for a reader who wants this embed now: it takes the stage of the embed that has
  // drawn for the longest time.
  async take() {
    if (this.held) return this.#age();
    if (!this.#locks) return this.ask(false);
    const ages = (await navigator.locks.query()).held.map(({ name }) => /^backflow-since-(\d)-(\d+)$/.exec(name)).filter(Boolean);
    if (ages.length < STAGES || this.held) return this.ask(false);
    const [, slot] = ages.sort((a, b) => a[2] - b[2])[0];
    this.drop();
    this.#wanted = true;
    this.#wait(Number(slot), { steal: true });
  }

  // review gives the stage to an embed that waits, if yields allows it.
  async review() {
    if (!this.held || !this.#locks || !this.#on.yields(true)) return;
    const { pending, held } = await navigator.locks.query();
    const waits = pending.some(({ name }) => name === stage(this.#slot));
    if (waits && this.held && this.#on.yields(held.some(({ name }) => name === FIRST))) this.#lose();
  }

  async #wait(slot, how) {
    let mine = false;
    try {
      await navigator.locks.request(stage(slot), how, () => {
        if (!this.#wanted || this.held) return null;
        mine = true;
        return new Promise((free) => this.#grant(slot, free));
      });
    } catch (error) {
      if (error.name !== "AbortError") this.#without();
      else if (mine && this.#slot === slot && this.held) this.#lose(); // a reader wants another embed
    }
  }

  #grant(slot, free) {
    this.#free = free;
    this.#slot = slot;
    this.#wanted = false;
    this.#queue?.abort();
    this.#first?.();
    this.#first = null;
    this.#age();
    this.#on.granted();
  }

  // age publishes, as the name of a lock, since when this embed draws or its reader wants it.
  #age() {
    this.#aged?.();
    if (!this.#locks) return;
    this.#aged = hold(since(this.#slot, Date.now()), {});
  }

  #lose() {
    this.drop();
    this.#on.lost();
  }

  // without continues without locks where they are refused.
  #without() {
    if (!this.#locks) return;
    this.#locks = false;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.ask(false);
  }
}

// hold requests a lock, and returns a function that frees it.
function hold(name, how) {
  let over = false;
  let free = () => { over = true; };
  const keep = (done) => { free = done; };
  navigator.locks.request(name, how, () => over || new Promise(keep)).catch(() => {}); // others do not see it then
  return () => free();
}

// gpu resolves to "" if this embed may use the GPU, and otherwise to the message of the reason, as JSON.
export async function gpu() {
  try {
    return await new Promise((resolve, reject) => {
      navigator.locks.request("backflow-gpu", { ifAvailable: true }, (lock) => {
        resolve(lock ? "" : JSON.stringify({ id: "embed.othersGPU" }));
        return lock && new Promise(() => {});
      }).catch(reject);
    });
  } catch {
    return JSON.stringify({ id: "embed.uncounted" });
  }
}
