// Removes the poster once the picture is drawn, or when it shows other settings.

import { begins } from "../boot/poster.js";

const FADE_MS = 200;

// Poster stands in the place of the picture until that has been drawn.
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

  // keepFor removes the poster unless it is the first picture of a query.
  keepFor(query) {
    if (!begins(query)) this.#drop();
  }

  #drop() { delete document.documentElement.dataset.poster; }

  get #shown() { return "poster" in document.documentElement.dataset; }
}
