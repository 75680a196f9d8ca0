// The table of numbers, layer by layer: the accessible form of the picture. Lanes stand beside
// each other if there is room for all, otherwise below each other.

import { byId, el, write } from "../page/dom.js";
import { views } from "../schema.js";
import { say } from "../text/page.js";
import { column, FLOAT32_MIN, heat, magnitude, percent } from "./numbers.js";

// The columns of each lane, some of those of the CSV: TestColumnsOfThePageAreInTheCSV. A cell
// has its exact value in data-value, for scripts and tests.
const columns = [
  { key: "deltaRMS", head: "column.headDelta", show: gradient },
  { key: "dwRMS", head: "column.headWeights", show: gradient },
  { key: "factor", head: "column.headShare", show: column },
  { key: "theory", head: "column.headPredicted", show: column },
  { key: "slopeRMS", head: "column.headSlopes", show: column },
  { key: "rest", head: "column.headRest", show: column },
  { key: "updateRatio", head: "column.headUpdate", show: column },
  { key: "lost", head: "column.headLost", show: percent },
  { key: "saturated", head: "column.headSaturated", show: percent },
  { key: "dead", head: "column.headDead", show: percent },
];

// The columns that are shown together, by their keys.
const choices = [
  { name: "delta", label: "page.columnDelta", keys: ["deltaRMS"], hint: "column.hintDelta" },
  { name: "dw", label: "page.columnWeights", keys: ["dwRMS"], hint: "column.hintWeights" },
  { name: "factor", label: "page.columnShare", keys: ["factor", "theory"], hint: "column.hintShare" },
  { name: "split", label: "page.columnSplit", keys: ["factor", "slopeRMS", "rest"], hint: "column.hintSplit" },
  { name: "updates", label: "page.columnUpdates", keys: ["updateRatio", "lost"], hint: "column.hintUpdates" },
  { name: "units", label: "page.columnUnits", keys: ["saturated", "dead"], hint: "column.hintUnits" },
  { name: "all", label: "page.columnAll", keys: ["deltaRMS", "dwRMS", "factor", "theory", "saturated", "dead"], hint: "column.hintAll" },
];

// The columns of the instrument that the view shows, where it shows one.
const instrument = { name: "instrument", label: "page.columnInstrument" };

// gradient writes a gradient, and names the cause where it is 0.
function gradient(x, layer) {
  if (!isNamed(x)) return column(x);
  return say(x === 0 && !(layer.underflow > 0) ? "page.exactlyZero" : "page.underflow");
}

const isNamed = (x) => x !== null && x < FLOAT32_MIN;

export class Numbers {
  #table;
  #scroll;
  #wider = el("p", { className: "hint", hidden: true });
  #choice = choices.find((c) => c.name === "factor");
  #instrument = ""; // that the view shows
  #measures = null; // measured.js, once the view of instruments has loaded it
  #measured; // the chip of its columns
  #built = columns; // those of the table as it stands
  #shown; // some of them
  #shape = "";
  #lanes = [];
  #stacked = false; // lanes stand below each other
  #cells = []; // {cell, column, lane, layer index}
  #width = 0;
  #hint;

  constructor(table, fieldset, hint) {
    this.#table = table;
    this.#hint = hint;
    this.#scroll = table.parentElement;
    this.#scroll.before(this.#wider);
    for (const choice of [...choices, instrument]) fieldset.append(this.#option(choice));
    this.#measured = fieldset.lastElementChild;
    this.#measured.hidden = true;
    fieldset.append(byId("define"));
    fieldset.querySelector(`[value="${this.#choice.name}"]`).click();
    new ResizeObserver(([{ contentRect }]) => this.#resized(contentRect.width)).observe(this.#scroll.parentElement);
  }

  #option(choice) {
    const input = el("input", { type: "radio", name: "columns", value: choice.name, autocomplete: "off", data: { keys: choice.keys?.join(" ") ?? "" } });
    input.addEventListener("change", () => {
      this.#choice = choice;
      this.#table.dataset.columns = choice.name;
      this.#explain();
      this.#arrange();
    });
    return el("label", { className: "chip" }, input, el("span", { textContent: say(choice.label) }));
  }

  // show is told the values in force: whether the view shows an instrument, and which.
  show({ view, instrument }) {
    this.#instrument = views[view]?.chart ? instrument : "";
    this.#measured.hidden = !this.#instrument || !this.#measures;
    if (!this.#instrument && this.#ofInstrument) byId("columns").querySelector('[value="factor"]').click();
  }

  // measuresBy is told what makes the columns of an instrument.
  measuresBy(measures) {
    this.#measures = measures;
    this.#measured.hidden = !this.#instrument;
  }

  get #ofInstrument() { return this.#choice === instrument; }

  get #columns() { return this.#ofInstrument ? this.#measures.measuredColumns(this.#instrument, this.#lanes) : columns; }

  // own is what the head and the cells of a column have of it: the first that is shown has a line before it.
  #own(column) { return { hidden: !this.#shown.includes(column), className: column === this.#shown[0] ? "lane-start" : "" }; }

  // explain says what the columns are, and how far the layers' updates lie apart where these
  // are shown.
  #explain() {
    if (this.#lanes.length === 0) return; // nor are the words there yet
    if (this.#ofInstrument) {
      write(this.#hint, this.#measures.account(this.#instrument, this.#lanes));
      return;
    }
    const spans = this.#choice.name === "updates" ? this.#lanes.filter((l) => l.updateSpan !== null) : [];
    const list = spans.map((l) => say("column.spanOf", { label: l.label, factor: magnitude(l.updateSpan) })).join(", ");
    write(this.#hint, list ? `${say(this.#choice.hint)} ${say("column.updateSpans", { list })}` : say(this.#choice.hint));
  }

  #resized(width) {
    if (width === this.#width) return;
    this.#width = width;
    this.#arrange();
  }

  stats({ lanes }) {
    this.#lanes = lanes;
    this.#explain();
    const shape = JSON.stringify([lanes.map((l) => [l.label, l.layers.map((y) => y.name)]), this.#columns.map((c) => c.key)]);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#arrange();
    } else {
      this.#fillAll();
      this.#fit();
    }
  }

  // arrange puts the lanes beside each other, if they fit.
  #arrange() {
    if (this.#lanes.length === 0) return;
    this.#build(false);
    this.#fit();
  }

  get #tooWide() { return this.#scroll.scrollWidth > this.#scroll.clientWidth; }

  // fit puts lanes that do not fit beside each other below each other. A hint says where even
  // that is too wide.
  #fit() {
    if (!this.#stacked && this.#lanes.length > 1 && this.#tooWide) this.#build(true);
    const wide = this.#tooWide;
    this.#wider.hidden = !wide;
    if (wide) this.#wider.textContent = say("engine.widerTable"); // which comes with the engine
    this.#scroll.classList.toggle("wide-table", wide);
  }

  #build(stacked) {
    this.#stacked = stacked;
    this.#built = this.#columns;
    const { keys } = this.#choice;
    this.#shown = keys ? this.#built.filter((c) => keys.includes(c.key)) : this.#built;
    this.#cells = [];
    this.#table.dataset.lanes = this.#lanes.length;
    this.#table.classList.toggle("stacked", stacked);
    this.#table.replaceChildren(...(stacked ? this.#below() : this.#beside()));
    this.#fillAll();
  }

  #beside() {
    const lanes = this.#lanes;
    const names = lanes.reduce((longest, l) => (l.layers.length > longest.length ? l.layers.map((y) => y.name) : longest), []);
    const corner = el("th", { scope: "col", className: "layer", rowSpan: 2, textContent: say("column.headLayer") });
    const heads = lanes.map((l, lane) => el("th", { className: "lane-start", scope: "colgroup", colSpan: Math.max(1, this.#shown.length), textContent: l.label, data: { lane } }));
    return [
      el("thead", {}, el("tr", {}, corner, ...heads), el("tr", {}, ...lanes.flatMap((_, lane) => this.#heads(lane)))),
      el("tbody", {}, ...names.map((name) => el("tr", { data: { layer: name } }, rowHead(name), ...lanes.flatMap((_, lane) => this.#line(lane, name))))),
    ];
  }

  #below() {
    const corner = el("th", { scope: "col", className: "layer", textContent: say("column.headLayer") });
    return [
      el("thead", {}, el("tr", {}, corner, ...this.#heads(""))),
      ...this.#lanes.map((l, lane) => el("tbody", {},
        el("tr", {}, el("th", { scope: "rowgroup", colSpan: this.#shown.length + 1, textContent: l.label, data: { lane } })),
        ...l.layers.map(({ name }) => el("tr", { data: { layer: name } }, rowHead(name), ...this.#line(lane, name))),
      )),
    ];
  }

  #heads(lane) {
    return this.#built.map((column) => el("th", { scope: "col", ...this.#own(column), textContent: column.title ?? say(column.head), data: { key: column.key, lane } }));
  }

  // line makes the cells of one layer of a lane, which may lack that layer.
  #line(lane, name) {
    const layer = this.#lanes[lane].layers.findIndex((y) => y.name === name);
    return this.#built.map((column) => {
      const cell = el("td", { ...this.#own(column), data: { lane, layer: name, key: column.key } });
      if (layer >= 0) this.#cells.push({ cell, column, lane, layer });
      return cell;
    });
  }

  #fillAll() {
    for (const { cell, column, lane, layer } of this.#cells) {
      const line = this.#lanes[lane]?.layers[layer];
      if (line) fill(cell, column, column.of ? column.of(this.#lanes[lane], layer) : line[column.key], line);
    }
  }
}

const rowHead = (name) => el("th", { scope: "row", textContent: name === "out" ? say("column.outputLayer") : name });

function fill(cell, { key, show }, value, line) {
  const text = show(value, line);
  if (cell.textContent === text && cell.dataset.value === String(value)) return;
  write(cell, text);
  cell.dataset.value = String(value);
  const coloured = key === "deltaRMS" || key === "dwRMS";
  const named = coloured && isNamed(value);
  const kept = ["lane-start", "looked"].filter((name) => cell.classList.contains(name));
  cell.className = [...kept, key === "theory" ? "theory" : "", named ? "named" : coloured ? heat(value) : ""].join(" ");
}
