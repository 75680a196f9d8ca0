// How many embeds of a host page draw at a time, and which one computes on a GPU.
//
// Browsers keep 8 to 16 WebGL contexts a page and drop the oldest for another, so
// that embeds that all draw would make each other start anew for ever. The embeds
// agree by Web Locks, which frames of one origin inside one host site share: a stage
// draws while its embed holds one of three locks, and whoever opens a GPU device
// holds a fourth. A lock goes with its frame, whatever becomes of that.
//
// Who waits says so on a BroadcastChannel, and holds one more lock, which many may
// hold, as long as it has drawn nothing yet. Whoever may yield does so then. Where there are no locks (plain http, a sandbox
// without allow-same-origin) nobody counts, but for the element in the host page.

import { STAGES } from "./agreed.js";

const stage = (slot) => `backflow-stage-${slot}`;
const FIRST = "backflow-first";
const since = (slot, time) => `backflow-since-${slot}-${time}`;

export class Slots {
  #on;
  #locks = true; // until they are refused
  #wanted = false;
  #free = null; // gives back what is held, null where nothing is
  #slot = -1;
  #aged = null; // gives back the lock that says since when
  #queue = null; // AbortController of what is waited for
  #first = null; // gives back the lock that says that nothing has been drawn
  #channel = null;

  // on: {granted(), lost(), yields(first)}: yields reports whether what is held may
  // go to one that waits, for its first picture if first is true.
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

  // counted reports whether the embeds count themselves.
  get counted() { return this.#locks; }
  get held() { return this.#free !== null; }

  // ask waits for a stage; first: nothing has been drawn yet.
  ask(first) {
    if (this.held || this.#wanted) return;
    this.#wanted = true;
    if (!this.#locks) return void queueMicrotask(() => this.#wanted && this.#grant(-1, () => {}));
    this.#queue = new AbortController();
    if (first) this.#first = hold(FIRST, { mode: "shared" });
    for (let slot = 0; slot < STAGES; slot++) this.#wait(slot, { signal: this.#queue.signal });
    navigator.locks.query().then(() => this.#channel.postMessage("")); // once it stands in the row
  }

  // drop gives back what is held and waits no more.
  drop() {
    this.#wanted = false;
    this.#queue?.abort();
    for (const free of [this.#free, this.#aged, this.#first]) free?.();
    this.#free = this.#aged = this.#first = null;
  }

  // take is for a reader who wants this one now: it goes before the one that has
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

  // review yields what is held if others wait and nothing speaks against it any more.
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
      else if (mine && this.#slot === slot && this.held) this.#lose(); // a reader wants another one
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

  // age says since when this one draws, or has been wanted by its reader.
  #age() {
    this.#aged?.();
    if (!this.#locks) return;
    this.#aged = hold(since(this.#slot, Date.now()), {});
  }

  #lose() {
    this.drop();
    this.#on.lost();
  }

  // without goes on where locks are refused.
  #without() {
    if (!this.#locks) return;
    this.#locks = false;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.ask(false);
  }
}

// hold keeps a lock from when it can be had, and returns what gives it back.
function hold(name, how) {
  let over = false;
  let free = () => { over = true; };
  const keep = (done) => { free = done; };
  navigator.locks.request(name, how, () => over || new Promise(keep)).catch(() => {}); // then it says nothing to others
  return () => free();
}

// gpu resolves to "" if this embed may open a device, for as long as it lives, and
// otherwise to why not.
export async function gpu() {
  try {
    return await new Promise((resolve, reject) => {
      navigator.locks.request("backflow-gpu", { ifAvailable: true }, (lock) => {
        resolve(lock ? "" : "another embed on this page has the GPU");
        return lock && new Promise(() => {});
      }).catch(reject);
    });
  } catch {
    return "embeds that cannot count each other do without";
  }
}
