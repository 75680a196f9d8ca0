// The numbers layer by layer: the accessible equal of the picture.

import { el, write } from "./dom.js";
import { FLOAT32_MIN, heat, magnitude, percent } from "./numbers.js";

// The columns that each lane has. A cell carries its exact value in
// data-value, for scripts and tests.
const columns = [
  { key: "deltaRMS", head: "δ RMS", show: gradient },
  { key: "dwRMS", head: "∂C/∂W RMS", show: gradient },
  { key: "factor", head: "factor", show: magnitude },
  { key: "theory", head: "theory", show: magnitude },
  { key: "saturated", head: "satur.", show: percent },
  { key: "dead", head: "dead", show: percent },
];

// Which of them are shown together.
const choices = [
  { name: "delta", label: "δ", hint: "RMS (root mean square) of δ = ∂C/∂z, the gradient at the layer’s pre-activations, over the minibatch." },
  { name: "dw", label: "∂C/∂W", hint: "RMS of the gradient of the layer’s weights: what a training step moves them by." },
  { name: "factor", label: "Factor", hint: "RMS of δ here ÷ RMS of δ one layer on, and theory for fresh weights." },
  { name: "units", label: "Units", hint: "Share of saturated units (slope under 1 % of its maximum) and of dead ones (zero on the whole minibatch)." },
  { name: "all", label: "All", hint: "Every column. RMS is the root mean square over the minibatch; factor is δ here ÷ δ one layer on." },
];

// gradient names the two ways of being nothing.
function gradient(x, layer) {
  if (x === 0) return layer.underflow > 0 ? "underflow" : "exactly 0";
  if (x !== null && x < FLOAT32_MIN) return "underflow";
  return magnitude(x);
}

export class Numbers {
  #table;
  #shape = "";
  #cells = []; // {cell, column, lane, layer index or -1}

  constructor(table, fieldset, hint) {
    this.#table = table;
    for (const choice of choices) fieldset.append(this.#choice(choice, hint));
    fieldset.querySelector('[value="factor"]').click();
  }

  #choice({ name, label, hint: text }, hint) {
    const input = el("input", { type: "radio", name: "columns", value: name, autocomplete: "off" });
    input.addEventListener("change", () => {
      this.#table.dataset.columns = name;
      hint.textContent = text;
      this.#span();
    });
    return el("label", { className: "chip" }, input, el("span", { textContent: label }));
  }

  show({ lanes }) {
    const shape = JSON.stringify(lanes.map((l) => [l.label, l.layers.map((y) => y.name)]));
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#build(lanes);
    }
    for (const { cell, column, lane, layer } of this.#cells) {
      const line = lanes[lane].layers[layer];
      this.#fill(cell, column, line);
    }
  }

  #fill(cell, { key, show }, line) {
    const value = line[key];
    const text = show(value, line);
    if (cell.textContent === text && cell.dataset.value === String(value)) return;
    write(cell, text);
    cell.dataset.value = String(value);
    const coloured = key === "deltaRMS" || key === "dwRMS";
    const named = /[a-z]/.test(text);
    cell.className = `${cell.dataset.first ? "lane-start " : ""}${key === "theory" ? "theory " : ""}${named ? "named" : coloured ? heat(value) : ""}`;
  }

  #build(lanes) {
    const names = lanes.reduce((longest, l) => (l.layers.length > longest.length ? l.layers.map((y) => y.name) : longest), []);
    this.#cells = [];
    this.#table.replaceChildren(
      el("thead", {}, this.#laneHeads(lanes), el("tr", {}, ...lanes.flatMap((_, lane) => this.#columnHeads(lane)))),
      el("tbody", {}, ...names.map((name) => this.#line(name, lanes))),
    );
    this.#span();
  }

  #laneHeads(lanes) {
    const corner = el("th", { scope: "col", rowSpan: 2, textContent: "layer" });
    const heads = lanes.map((l) => el("th", { className: "lane-start", scope: "colgroup", textContent: l.label, data: { lane: "" } }));
    return el("tr", {}, corner, ...heads);
  }

  #columnHeads(lane) {
    return columns.map(({ key, head }, i) => el("th", { scope: "col", className: i === 0 ? "lane-start" : "", textContent: head, data: { key, lane } }));
  }

  #line(name, lanes) {
    const cells = lanes.flatMap((l, lane) => columns.map((column, i) => this.#cell(name, l, lane, column, i === 0)));
    return el("tr", { data: { layer: name } }, el("th", { scope: "row", textContent: name }), ...cells);
  }

  #cell(name, { layers }, lane, column, first) {
    const cell = el("td", { className: first ? "lane-start" : "", data: { lane, layer: name, key: column.key, ...(first && { first }) } });
    const layer = layers.findIndex((y) => y.name === name);
    if (layer >= 0) this.#cells.push({ cell, column, lane, layer });
    return cell;
  }

  // span makes the lane's head as wide as the columns that are shown.
  #span() {
    const shown = { factor: 2, units: 2, all: columns.length }[this.#table.dataset.columns] ?? 1;
    for (const head of this.#table.querySelectorAll("thead tr:first-child th[data-lane]")) head.colSpan = shown;
  }
}
