// The element's connection to its frame: messages to and from host.js, which lists them.

import { VERSION } from "./agreed.js";
import { words } from "./words.js";

const SILENCE_MS = 5000; // after a frame has loaded
const NEVER_MS = 60_000; // for a frame to load

export class Connection {
  query = null; // the newest query from attributes
  #frame;
  #origin;
  #on;
  #port = null;
  #calls = new Map(); // id → {message, resolve, reject}
  #id = 0;
  #timer = 0;

  // on: {event(name, detail), failed(sentence)}. The frame must not have loaded yet.
  constructor(frame, origin, on) {
    this.#frame = frame;
    this.#origin = origin;
    this.#on = on;
    addEventListener("message", this.#greet);
    document.addEventListener("securitypolicyviolation", this.#forbidden);
    frame.addEventListener("load", () => this.#expect(SILENCE_MS));
    this.#expect(NEVER_MS);
  }

  // call resolves to the embed's answer.
  call(call, args) {
    return new Promise((resolve, reject) => {
      const message = { id: ++this.#id, call, args };
      this.#calls.set(message.id, { message, resolve, reject });
      this.#port?.postMessage(message);
    });
  }

  end(why) {
    clearTimeout(this.#timer);
    removeEventListener("message", this.#greet);
    document.removeEventListener("securitypolicyviolation", this.#forbidden);
    this.#port?.close();
    for (const { reject } of this.#calls.values()) reject(new Error(why));
    this.#calls.clear();
  }

  #expect(ms) {
    clearTimeout(this.#timer);
    if (this.#port) return;
    this.#timer = setTimeout(() => this.#on.failed(words("element.silent", { origin: this.#origin })), ms);
  }

  #greet = ({ source, origin, data, ports }) => {
    if (source !== this.#frame.contentWindow || (origin !== this.#origin && origin !== "null") || data?.backflow !== VERSION) return;
    if (data.type === "hello") source.postMessage({ backflow: VERSION, type: "connect" }, origin === "null" ? "*" : origin);
    else if (data.type === "connected" && ports.length === 1) this.#open(ports[0]);
    else if (data.type === "refused") this.#on.failed(String(data.error));
  };

  #open(port) {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#port = port;
    port.onmessage = ({ data }) => this.#hear(data);
    for (const { message } of this.#calls.values()) port.postMessage(message);
  }

  #hear({ id, result, error, event, detail }) {
    if (event) return this.#on.event(event, detail);
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error !== undefined) call?.reject(new Error(error));
    else call?.resolve(result);
  }

  #forbidden = ({ effectiveDirective, blockedURI, disposition }) => {
    if (disposition !== "enforce" || this.#port || !/^(frame|child|default)-src/.test(effectiveDirective) || !blockedURI.startsWith(this.#origin)) return;
    this.#on.failed(words("element.forbidden", { origin: this.#origin }));
  };
}
