// The stage in its iframe: told where the snapshots come from and how to look,
// whenever it says that it is ready. It may reload at any time.

import { el } from "../page/dom.js";
import { openStage, reopenStage } from "./source.js";
import { dispatch } from "../engine/protocol.js";
import { clean, join } from "../page/text.js";

const SLOW_MS = 30_000;
const CALM_MS = 60_000; // a picture that stops twice within this stays away until asked for
const USUAL_TEXT = 16; // CSS pixels

export class Picture {
  #frame;
  #curtain;
  #on;
  #view = { theme: "dark", motion: "full", alone: "", confused: false, text: 1 };
  #ready = false; // it listens
  #drawn = false; // it has drawn a network
  #broken = false; // it has said why it is not there
  #held = false;
  #slow = 0; // timer
  #asked = []; // what wants the picture as a file
  #stopped = -Infinity; // when it was last loaded anew by itself
  fps = null;
  stageMs = null;
  resolution = null; // of the screen's, lower where frames are slow
  edges = null; // the most that are drawn singly

  // on: {connect(port for the engine), ready(), target(message), moment(text), lane(label), again(sentence)}
  constructor(frame, curtain, on) {
    this.#frame = frame;
    this.#curtain = curtain;
    this.#on = on;
    addEventListener("message", (event) => {
      if (event.source === frame.contentWindow) dispatch(this.#handlers, event.data);
    });
    new ResizeObserver(() => this.#follow()).observe(frame);
  }

  load() {
    openStage(this.#frame);
    this.#await();
  }

  // connect links a stage that is there with the engine that is there now.
  connect() {
    if (!this.#ready) return;
    const { port1, port2 } = new MessageChannel();
    this.#on.connect(port1);
    this.#post({ type: "port", port: port2 }, [port2]);
  }

  // show changes some of how it is looked at: {theme, motion, alone, confused, text}.
  show(view) {
    this.#view = { ...this.#view, ...view };
    this.#post({ type: "view", ...this.#view });
  }

  // follow keeps the picture's text as large as the page's: with another size of
  // text the page is laid out anew, and the frame with it.
  #follow() {
    const text = parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_TEXT;
    if (text !== this.#view.text) this.show({ text });
  }

  // moment shows a point of one training step, 0 to 1, or null for all of it.
  moment(at) { this.#post({ type: "moment", on: at !== null, at: at ?? 1 }); }

  // svg resolves to what is on the stage as a file, "" if nothing is.
  svg(title, desc) {
    if (!this.#drawn) return Promise.resolve("");
    this.#post({ type: "picture", title, desc });
    return new Promise((done) => this.#asked.push(done));
  }

  key(key) { this.#post({ type: "key", key }); }

  #post(message, transfer = []) {
    if (this.#ready) this.#frame.contentWindow.postMessage(message, this.#origin, transfer);
  }

  // hold keeps a picture that is there from drawing often, or lets it go on.
  hold(on) {
    this.#held = on;
    if (this.fps !== null) this.#post({ type: "hold", on });
  }

  // wait says what an empty view waits for.
  wait(text) {
    if (!this.#drawn && !this.#broken) this.#say(text);
  }

  // fail: the engine is not there; what is drawn stays, an empty view says so.
  fail() { this.wait("The engine is not running."); }

  // say puts a sentence where the picture is, and a button if there is
  // something to do about it; an empty one opens the view.
  #say(text, action = null) {
    clearTimeout(this.#slow); // which would say less
    this.#curtain.replaceChildren(clean(text));
    this.#curtain.hidden = !text;
    if (!action) return;
    const button = el("button", { type: "button", className: "primary", textContent: action.label });
    button.addEventListener("click", action.run);
    this.#curtain.append(" ", button);
  }

  #await() {
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => {
      if (!this.#drawn) this.#say("The picture takes long to load; the numbers are being updated meanwhile.");
    }, SLOW_MS);
  }

  #again() {
    this.#broken = false;
    this.#say("The picture is being loaded again…");
    reopenStage(this.#frame);
    this.#await();
  }

  #lose(text, stopped) {
    this.#ready = this.#drawn = false;
    this.#asked.splice(0).forEach((done) => done(""));
    this.fps = this.stageMs = null;
    const now = performance.now();
    if (stopped && now - this.#stopped > CALM_MS) {
      this.#stopped = now;
      this.#again();
      this.#on.again(join(text, "It has been loaded again; training goes on."));
      return;
    }
    this.#broken = true;
    this.#say(join(text, "The numbers below and beside go on."), { label: "Load the picture again", run: () => this.#again() });
  }

  // A file:// page has no origin to name.
  get #origin() { return self.origin === "null" ? "*" : self.origin; }

  #handlers = {
    "stage-ready": () => {
      this.#ready = true;
      this.#broken = false;
      this.fps = this.stageMs = null; // of one that was there before
      this.#follow();
      this.show(this.#view);
      this.connect();
      this.#on.ready();
    },
    "stage-drawn": () => {
      this.#drawn = true;
      this.#say("");
      this.#on.drawn?.();
    },
    "stage-picture": ({ text }) => this.#asked.splice(0).forEach((done) => done(text)),
    "stage-target": (message) => this.#on.target(message),
    "stage-moment": ({ text }) => this.#on.moment(text),
    "stage-lane": ({ label }) => this.#on.lane(label),
    "stage-stats": ({ fps, stageMs, resolution, edges }) => {
      const first = this.fps === null;
      Object.assign(this, { fps, stageMs, resolution, edges });
      if (first && this.#held) this.hold(true);
    },
    "stage-error": ({ text, stopped }) => {
      if (!this.#broken) this.#lose(text, stopped === true);
    },
  };
}
