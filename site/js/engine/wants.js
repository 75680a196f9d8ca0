// What programs wait for of the engine: instruments that take a while. An engine that takes
// another's place is asked again.

import { said, saidAll } from "../text/page.js";

export class Wants {
  #send;
  #open = new Map(); // want → {names, resolve, reject}
  #newest = 0;

  // send(message) sends the engine a message, or nothing as long as it takes none.
  constructor(send) { this.#send = send; }

  // ask resolves to an account with the instruments of some names, whole. It rejects with a
  // sentence where there is none of a name, or no engine.
  ask(names) {
    return new Promise((resolve, reject) => {
      const want = ++this.#newest;
      this.#open.set(want, { names, resolve, reject });
      this.#post(want);
    });
  }

  // again asks a new engine for what has not been answered.
  again() { [...this.#open.keys()].forEach((want) => this.#post(want)); }

  answered({ want, json, text }) {
    const open = this.#open.get(want);
    this.#open.delete(want);
    if (json) open?.resolve(saidAll(JSON.parse(json)));
    else open?.reject(new RangeError(said(text)));
  }

  // fail: there is no engine, for a reason.
  fail(text) {
    for (const { reject } of this.#open.values()) reject(new Error(text));
    this.#open.clear();
  }

  #post(want) { this.#send({ type: "want", want, names: this.#open.get(want).names }); }
}
