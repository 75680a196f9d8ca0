// Says in a polite live region what happens: at most every ten seconds, and
// after a change of the play state or the settings.

import { narrate } from "./insight.js";

const QUIET_MS = 10_000;

export class Narrator {
  #region;
  #said = 0;
  #shape = "";
  #soon = true;

  constructor(region) {
    this.#region = region;
  }

  // turn makes the next account worth saying at once.
  turn() { this.#soon = true; }

  hear(stats, running) {
    // The notes of pre-training count up: they are no news each time.
    const ahead = stats.lanes.some((l) => l.pretraining && !l.pretraining.done);
    const shape = JSON.stringify([stats.lanes.map((l) => [l.label, l.layers.length, l.backend, ahead || l.note]), running]);
    const due = this.#soon || shape !== this.#shape || (running && performance.now() - this.#said > QUIET_MS);
    if (!due || stats.lanes.some((l) => l.layers.length === 0)) return;
    this.#shape = shape;
    this.#soon = false;
    this.#said = performance.now();
    this.#region.textContent = narrate(stats, running);
  }
}
