// Controls of numbers and texts: a slider with a text box beside it, or a text box alone.

import { el } from "../page/dom.js";
import { ladder, nearest } from "./ladder.js";
import { say } from "../text/page.js";
import { parseVersus } from "./versus.js";

const DEBOUNCE_MS = 90;

let ids = 0;

// Field is a control with a text box for the exact value, which says what is wrong with a
// typed value.
class Field {
  element;
  box;
  #param;
  #change;
  #complain;
  #text = "";

  constructor(param, { change, complain }) {
    this.#param = param;
    this.#change = change;
    this.#complain = complain;
    const id = `f${++ids}`;
    this.box = el("input", {
      id, className: "number", type: "text", autocomplete: "off", spellcheck: false,
      inputMode: param.kind === "int" ? "numeric" : param.kind === "float" ? "decimal" : "text",
      data: { param: param.name },
    });
    this.box.addEventListener("change", () => this.#typed());
    this.head = el("div", { className: "head" }, el("label", { for: id, textContent: param.label }), this.box);
    this.element = el("div", { className: "control", title: param.doc }, this.head);
  }

  #typed() {
    const text = this.box.value.trim();
    const wrong = fault(this.#param, text);
    if (wrong) {
      this.#complain(say("page.kept", { wrong, kept: this.#text, count: 1 }));
      this.box.value = this.#text;
    } else {
      this.send(text);
    }
  }

  send(text) { this.#change({ [this.#param.name]: text }); }

  show(values) {
    const { name } = this.#param;
    const vs = parseVersus(values.vs);
    this.compared = vs.param === name;
    this.#text = values[name];
    this.box.disabled = this.compared;
    if (document.activeElement === this.box && !this.compared) return;
    this.box.value = this.compared ? vs.values.join(" · ") : this.#text;
    this.box.size = this.box.value.length || 1; // it is disabled then, and as wide as its text
  }
}

// fault returns the message what is wrong with a text for a parameter, null if nothing is.
export function fault(param, text) {
  if (param.kind === "text" || param.choices?.some((c) => c.name === text)) return null;
  const x = Number(text);
  const fits = text !== "" && x >= param.min && x <= param.max && (param.kind !== "int" || Number.isInteger(x));
  if (fits) return null;
  const { label, min, max, choices: [word] = [] } = param;
  const id = word ? "page.noNumberNorWord" : param.kind === "int" ? "page.noWholeNumber" : "page.noNumber";
  return { id, args: { label, text, min, max, ...(word && { word: word.name }) } };
}

export class Exact extends Field {
  constructor(param, row, on) {
    super(param, on);
    this.element.classList.add("field");
    if (row.as === "text") this.#wide(param, row);
    if (row.dice) this.#dice(param);
  }

  #wide(param, row) {
    this.box.classList.add("wide");
    const list = el("datalist", { id: `l-${param.name}` }, ...row.suggest.map((value) => el("option", { value })));
    this.box.setAttribute("list", list.id);
    this.element.append(list);
  }

  #dice(param) {
    const button = el("button", { type: "button", textContent: say("page.new"), title: say("page.drawSeed") });
    button.addEventListener("click", () => this.send(String(Math.floor(Math.random() * Math.min(param.max, 10_000)))));
    this.head.append(button);
  }
}

export class Slider extends Field {
  #rungs;
  #range;
  #word; // of a value beyond the last number, such as max
  #timer = 0;
  #pending = null;

  constructor(param, row, on) {
    super(param, on);
    this.#word = param.choices?.[0]?.name;
    this.#rungs = ladder(param, row.ladder);
    if (this.#word) this.#rungs.push(Infinity);
    this.#range = el("input", {
      type: "range", min: 0, max: this.#rungs.length - 1, step: 1, autocomplete: "off",
      "aria-label": param.label, data: { param: param.name },
    });
    this.#range.addEventListener("input", () => this.#moved());
    this.#range.addEventListener("change", () => this.#flush());
    this.element.append(this.#range);
  }

  #moved() {
    this.#pending = this.#textOf(this.#rungs[this.#range.value]);
    this.box.value = this.#pending;
    this.#paint();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), DEBOUNCE_MS);
  }

  #flush() {
    clearTimeout(this.#timer);
    if (this.#pending === null) return;
    const text = this.#pending;
    this.#pending = null;
    this.send(text);
  }

  #textOf(x) { return x === Infinity ? this.#word : String(x); }

  #paint() {
    const { value, max } = this.#range;
    this.#range.style.setProperty("--fill", `${(100 * value) / max}%`);
    this.#range.setAttribute("aria-valuetext", this.box.value);
  }

  show(values) {
    if (this.#pending !== null) return; // a drag is on its way
    super.show(values);
    const text = values[this.box.dataset.param];
    const x = text === this.#word ? Infinity : Number(text);
    this.#range.hidden = this.compared;
    this.#range.value = x === Infinity ? this.#rungs.length - 1 : nearest(this.#rungs.filter(Number.isFinite), x);
    this.#paint();
  }
}
