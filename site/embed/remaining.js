// How much of the gradient remains at layer 1 of each lane, as text.

import { inWords } from "../js/numbers/insight.js";
import { heat, reaches } from "../js/numbers/numbers.js";
import { el, write } from "../js/page/dom.js";
import { say } from "../js/text/embed.js";

export class Remaining {
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
    const share = lane.remaining;
    write(value, lane.diverged ? say("embed.diverged") : inWords(lane));
    value.className = heat(share);
    value.parentElement.title = lane.note || (share > 0 ? say("embed.reaches", { label: lane.label, reaches: reaches(share) }) : "");
  }
}
