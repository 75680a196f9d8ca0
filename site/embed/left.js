// What is left of the gradient in each lane, as text.

import { said, summary } from "../js/numbers/insight.js";
import { heat, reaches } from "../js/numbers/numbers.js";
import { el, write } from "../js/page/dom.js";

export class Left {
  #root;
  #values = [];
  #shape = "";

  constructor(root) {
    this.#root = root;
  }

  stats({ lanes }) {
    const shape = lanes.map((l) => l.label).join("\n");
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#build(lanes);
    }
    lanes.forEach((lane, i) => this.#fill(this.#values[i], lane));
  }

  #build(lanes) {
    this.#values = lanes.map(() => el("b"));
    this.#root.replaceChildren(...lanes.map((l, i) => el("li", {}, el("span", { textContent: l.label }), " ", this.#values[i])));
  }

  #fill(value, lane) {
    const { left } = summary(lane);
    write(value, lane.diverged ? "diverged" : said(lane, left));
    value.className = heat(left);
    value.parentElement.title = lane.note || (left > 0 ? `${lane.label}: ${reaches(left)}.` : "");
  }
}
