// The stage in its iframe: told where the snapshots come from and how to look,
// whenever it says that it is ready. It may reload at any time.

import { dispatch } from "./protocol.js";

const SLOW_MS = 30_000;

export class Picture {
  #frame;
  #curtain;
  #connect; // gives a MessagePort to the engine
  #view = { theme: "dark", motion: "full" };
  #ready = false;
  #held = false;
  fps = null;
  stageMs = null;

  constructor(frame, curtain, connect) {
    this.#frame = frame;
    this.#curtain = curtain;
    this.#connect = connect;
    addEventListener("message", (event) => {
      if (event.source === frame.contentWindow) dispatch(this.#handlers, event.data);
    });
  }

  load() {
    this.#frame.src = new URL("../stage.html", import.meta.url).href;
    setTimeout(() => {
      if (!this.#ready) this.say("The picture takes long to load; the numbers are being updated meanwhile.");
    }, SLOW_MS);
  }

  // connect links a stage that is there with the engine that is there now.
  connect() {
    if (!this.#ready) return;
    const { port1, port2 } = new MessageChannel();
    this.#connect(port1);
    this.#frame.contentWindow.postMessage({ type: "port", port: port2 }, this.#origin, [port2]);
  }

  show(view) {
    this.#view = view;
    if (this.#ready) this.#frame.contentWindow.postMessage({ type: "view", ...view }, this.#origin);
  }

  // hold keeps a picture that is there from drawing often, or lets it go on.
  hold(on) {
    this.#held = on;
    if (this.fps !== null) this.#frame.contentWindow.postMessage({ type: "hold", on }, this.#origin);
  }

  // fail: the engine is not there; what is drawn stays, an empty view says so.
  fail() {
    if (!this.#ready) this.say("The engine is not running.");
  }

  // say puts a sentence where the picture is; an empty one opens the view.
  say(text) {
    this.#curtain.textContent = text;
    this.#curtain.hidden = !text;
  }

  // A file:// page has no origin to name.
  get #origin() { return location.origin === "null" ? "*" : location.origin; }

  #handlers = {
    "stage-ready": () => {
      this.#ready = true;
      this.say("");
      this.show(this.#view);
      this.connect();
    },
    "stage-stats": ({ fps, stageMs }) => {
      const first = this.fps === null;
      this.fps = fps;
      this.stageMs = stageMs;
      if (first && this.#held) this.hold(true);
    },
    "stage-error": ({ text }) => {
      this.#ready = false;
      this.fps = this.stageMs = null;
      this.say(`${text} The numbers below and beside go on.`);
    },
  };
}
