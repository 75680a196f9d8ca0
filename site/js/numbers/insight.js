// What a viewer should notice: how much of the gradient reaches layer 1, beside
// what theory predicts.

import { el, write } from "../page/dom.js";
import { factor, heat, reaches, remaining } from "./numbers.js";
import { place, Scale } from "./scale.js";

// summary is what one lane comes down to. left and predicted are null where
// they are not known; a product over the hidden layers but the last.
export function summary(lane) {
  const hidden = lane.layers.slice(0, -1);
  if (hidden.length < 2) return { left: null, predicted: null, measured: null, theory: null };
  const first = hidden[0].deltaRMS;
  const last = hidden.at(-1).deltaRMS;
  const left = first === null || !last ? (first === 0 ? 0 : null) : first / last;
  const steps = hidden.slice(0, -1);
  const known = steps.every((y) => y.theory !== null);
  const predicted = known ? steps.reduce((p, y) => p * y.theory, 1) : null;
  const each = (x) => (x === null || steps.length === 0 ? null : x ** (1 / steps.length));
  return { left, predicted, measured: each(left), theory: each(predicted) };
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
    const sums = lanes.map(summary);
    this.#scale.cover(sums.flatMap((s) => [s.left, s.predicted]));
    lanes.forEach((lane, i) => this.#fill(this.#lanes[i], lane, sums[i]));
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

  #fill(parts, lane, { left, predicted, measured, theory }) {
    write(parts.value, said(lane, left));
    parts.value.title = left > 0 ? reaches(left) : "";
    parts.value.className = parts.bar.className = heat(left);
    const beyond = place(parts.bar, left, this.#scale);
    parts.axis.dataset.beyond = beyond;
    write(parts.beyond, beyond ? "The bar ends outside the scale." : "");
    parts.beyond.hidden = !beyond;
    parts.tick.hidden = predicted === null || place(parts.tick, predicted, this.#scale) !== "";
    write(parts.measured, !measured ? "" : `passes back ${factor(measured)}`);
    write(parts.theory, lane.layers.length < 3 ? "" : theory === null ? "no prediction" : `predicted ${factor(theory)}`);
    write(parts.note, lane.note);
    parts.note.className = lane.diverged ? "note alarm" : "note";
    parts.note.hidden = !lane.note;
  }
}

// said is what is left of a lane's gradient, in words.
export const said = (lane, left) => (left === 0 ? nothing(lane) : remaining(left));

// nothing says which of the two ways of being nothing it is.
const nothing = ({ layers }) => (layers[0].underflow > 0 ? "lost to underflow" : "exactly 0");
