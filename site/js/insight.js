// What a viewer should notice: how much of the gradient is left at layer 1,
// beside what theory says; and the same in a sentence, for those who listen.

import { el, write } from "./dom.js";
import { grouped, heat, magnitude, percent, remaining } from "./numbers.js";

// summary is what one lane comes down to. left and predicted are null where
// they are not known; a product over the hidden layers but the last.
export function summary(lane) {
  const hidden = lane.layers.slice(0, -1);
  if (hidden.length === 0) return { left: null, predicted: null, measured: null, theory: null };
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
  #ends;

  constructor(root) {
    this.#root = root;
  }

  show({ lanes }) {
    const shape = lanes.map((l) => l.label).join("\n");
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#build(lanes);
    }
    const sums = lanes.map(summary);
    const axis = range(sums);
    lanes.forEach((lane, i) => this.#fill(this.#lanes[i], lane, sums[i], axis));
    write(this.#ends.firstElementChild, power(axis.low));
    write(this.#ends.lastElementChild, power(axis.high));
  }

  #build(lanes) {
    this.#lanes = lanes.map((l) => ({
      name: el("span", { className: "name", textContent: l.label }),
      value: el("b"), bar: el("i"), tick: el("u"), measured: el("span"), theory: el("span"),
      note: el("p", { className: "note" }),
    }));
    this.#ends = el("div", { className: "ends", "aria-hidden": "true" }, el("span"), el("span"));
    this.#root.replaceChildren(...this.#lanes.map((p) => el("div", { className: "lane" },
      el("div", { className: "value" }, p.name, p.value),
      el("div", { className: "axis", "aria-hidden": "true" }, p.bar, p.tick),
      el("div", { className: "per" }, p.measured, p.theory),
      p.note,
    )), this.#ends);
  }

  #fill(parts, lane, { left, predicted, measured, theory }, axis) {
    write(parts.value, left === 0 ? nothing(lane) : remaining(left));
    parts.value.className = heat(left);
    parts.bar.className = heat(left);
    place(parts.bar, left, axis);
    place(parts.tick, predicted, axis);
    parts.tick.hidden = predicted === null;
    write(parts.measured, !measured ? "" : `a layer: × ${magnitude(measured)}`);
    write(parts.theory, theory === null ? "no prediction" : `theory × ${magnitude(theory)}`);
    write(parts.note, lane.note);
    parts.note.className = lane.diverged ? "note alarm" : "note";
    parts.note.hidden = !lane.note;
  }
}

// nothing says which of the two ways of being nothing it is.
const nothing = ({ layers }) => (layers[0].underflow > 0 ? "float32 underflow" : "exactly 0");

// range is the common axis, in powers of ten.
function range(sums) {
  const logs = sums.flatMap((s) => [s.left, s.predicted]).filter((x) => x > 0).map(Math.log10);
  return { low: 3 * Math.floor(Math.min(-9, ...logs) / 3), high: 3 * Math.ceil(Math.max(0, ...logs.map((x) => x - 0.5)) / 3) };
}

function place(mark, x, { low, high }) {
  const at = x > 0 ? (Math.log10(x) - low) / (high - low) : 0;
  mark.style.setProperty("--at", `${100 * Math.min(1, Math.max(0, at))}%`);
}

const power = (n) => (n === 0 ? "1" : magnitude(10 ** n).replace(/^1(\.0+)?·/, ""));

// accuracy says of which step it is where the lane has been further since.
function accuracy({ accuracy, scoreStep, step }) {
  if (scoreStep === null) return "accuracy unknown";
  const old = scoreStep === step ? "" : ` (step ${grouped(scoreStep)})`;
  return accuracy === null ? "" : `accuracy ${percent(accuracy)}${old}`;
}

// narrate says in a sentence or two what happens.
export function narrate(stats, running) {
  const lanes = stats.lanes.map((lane) => {
    if (lane.note) return `${lane.label}: ${lane.note}`;
    const { left } = summary(lane);
    const rest = left === null ? "" : left === 0 ? `gradient at layer 1: ${nothing(lane)}, ` : `${remaining(left)} of the gradient is left at layer 1, `;
    return `${lane.label}: ${rest}${accuracy(lane)}.`;
  });
  return `${running ? "Training" : "Paused"}, step ${grouped(stats.step)}. ${lanes.join(" ")}`;
}
