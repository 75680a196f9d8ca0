// Takes the poster away: once the picture is there, or is to be another one.

import { begins } from "../boot/poster.js";

const FADE_MS = 200;

// Poster is what stands in the place of the picture until that has been drawn.
export class Poster {
  #element;

  constructor(element) { this.#element = element; }

  // lift shows the picture that lies under the poster.
  async lift() {
    if (!this.#shown) return;
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
      await this.#element.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, fill: "forwards" }).finished;
    }
    this.#drop();
  }

  // keepFor takes it away unless it shows what a query begins with.
  keepFor(query) {
    if (!begins(query)) this.#drop();
  }

  #drop() { delete document.documentElement.dataset.poster; }

  get #shown() { return "poster" in document.documentElement.dataset; }
}
