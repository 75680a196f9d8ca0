// Groups changes that belong together: a drag of a slider is one change, however many values
// it goes through.

import { params } from "../schema.js";

// Arrow keys within this time of each other are one change, too.
const TOGETHER_MS = 1000;

export class Gestures {
  #count = 0; // presses of the pointer
  #held = false; // it is down
  #last = { names: "", count: -1, at: -Infinity };

  constructor(target = window) {
    target.addEventListener("pointerdown", () => this.#press(), true);
    for (const end of ["pointerup", "pointercancel"]) target.addEventListener(end, () => { this.#held = false; }, true);
  }

  #press() {
    this.#count++;
    this.#held = true;
  }

  // fresh reports whether a change of these parameters is a new one, and not a part of the
  // change before it.
  fresh(names, now = performance.now()) {
    const last = this.#last;
    this.#last = { names: names.join(), count: this.#count, at: now };
    if (last.names !== this.#last.names || !names.every(slides)) return true;
    if (this.#held && last.count === this.#count) return false;
    return now - last.at > TOGETHER_MS;
  }
}

// slides reports whether a control goes through many values of a parameter.
const slides = (name) => ["int", "float"].includes(params.find((p) => p.name === name)?.kind);
