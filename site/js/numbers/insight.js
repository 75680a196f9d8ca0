// The share of the gradient that remains at layer 1, beside the one that theory
// predicts. The engine computes both.

import { el, write } from "../page/dom.js";
import { said, say } from "../text/page.js";
import { factor, heat, reaches, remaining } from "./numbers.js";
import { place, Scale } from "./scale.js";

// means returns the means a layer of the two shares of a lane, each null where its share
// is not known.
export function means({ layers, remaining, predicted }) {
  const each = (x) => (x === null ? null : x ** (1 / (layers.length - 2)));
  return { measured: each(remaining), theory: each(predicted) };
}

export class Insight {
  #root;
  #lanes = [];
  #shape = "";
  #scale = null;

  constructor(root) {
    this.#root = root;
  }

  stats({ lanes }) {
    const shape = lanes.map((l) => `${l.label} ${l.layers.length}`).join("\n");
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#build(lanes);
    }
    this.#scale.cover(lanes.flatMap((l) => [l.remaining, l.predicted]));
    lanes.forEach((lane, i) => this.#fill(this.#lanes[i], lane));
  }

  #build(lanes) {
    this.#lanes = lanes.map((l) => ({
      name: el("span", { className: "name", textContent: l.label }),
      value: el("b"), axis: el("div", { className: "axis", "aria-hidden": "true" }), bar: el("i"), tick: el("u"),
      beyond: el("p", { className: "note beyond" }), measured: el("span"), theory: el("span"), note: el("p", { className: "note" }),
    }));
    const ends = el("div", { className: "ends", "aria-hidden": "true" });
    this.#scale = new Scale(this.#lanes, ends);
    this.#root.replaceChildren(...this.#lanes.map((p) => el("div", { className: "lane" },
      el("div", { className: "value" }, p.name, p.value), p.axis, p.beyond,
      el("div", { className: "per" }, p.measured, p.theory),
      p.note,
    )), ends);
  }

  #fill(parts, lane) {
    const { remaining: share, predicted } = lane;
    const { measured, theory } = means(lane);
    write(parts.value, inWords(lane));
    parts.value.title = share > 0 ? said(reaches(share)) : "";
    parts.value.className = parts.bar.className = heat(share);
    const beyond = place(parts.bar, share, this.#scale);
    parts.axis.dataset.beyond = beyond;
    write(parts.beyond, beyond ? say("column.beyondScale") : "");
    parts.beyond.hidden = !beyond;
    parts.tick.hidden = predicted === null || place(parts.tick, predicted, this.#scale) !== "";
    write(parts.measured, !measured ? "" : say("column.passesBack", { factor: factor(measured) }));
    write(parts.theory, lane.layers.length < 3 ? "" : theory === null ? say("column.noPrediction") : say("column.predicts", { factor: factor(theory) }));
    write(parts.note, lane.note);
    parts.note.className = lane.diverged ? "note alarm" : "note";
    parts.note.hidden = !lane.note;
  }
}

// inWords writes the share of a lane's gradient that remains.
export const inWords = (lane) => (lane.remaining === 0 ? zero(lane) : remaining(lane.remaining));

// zero names the cause of a share of 0.
const zero = ({ layers }) => say(layers[0].underflow > 0 ? "column.lostToUnderflow" : "page.exactlyZero");
