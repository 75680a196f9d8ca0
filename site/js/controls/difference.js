// The control for the parameter that lanes differ in. For a number it takes the values, one
// lane each; other values are ticked among the parameter's own chips.

import { el, write } from "../page/dom.js";
import { fault } from "./fields.js";
import { comparisons, groups, MAX_LANES } from "./layout.js";
import { beginning, lanesOf, neededBy, parseVersus, schemaOf, typed } from "./versus.js";

export class Difference {
  element;
  #on;
  #select = el("select", { id: "difference", autocomplete: "off" });
  #label = el("label", { for: "difference-values" });
  #box = el("input", { id: "difference-values", className: "number", type: "text", autocomplete: "off", spellcheck: false, "aria-describedby": "difference-hint" });
  #line;
  #hint = el("p", { className: "hint", id: "difference-hint" });
  #values = {};

  // on: {change(patch), complain(sentence)}
  constructor(on) {
    this.#on = on;
    this.#select.append(new Option("Nothing: one lane", "none"), ...Object.keys(comparisons).map((name) => new Option(schemaOf(name).label, name)));
    this.#select.addEventListener("change", () => this.#chosen(this.#select.value));
    this.#box.addEventListener("change", () => this.#typed());
    this.#line = el("div", { className: "values" }, this.#label, this.#box);
    const label = el("label", { for: this.#select.id, textContent: "Lanes differ in" });
    this.element = el("div", { className: "control difference" }, label, this.#select, this.#line, this.#hint);
  }

  get #vs() { return parseVersus(this.#values.vs); }

  #chosen(name) {
    if (name === "none") {
      const { param, values } = this.#vs;
      this.#on.change(param ? lanesOf(param, values.slice(0, 1)) : { vs: "none" });
      return;
    }
    const list = beginning(schemaOf(name), this.#values[name], comparisons[name]);
    this.#on.change({ ...neededBy(schemaOf(name)), ...lanesOf(name, list) });
  }

  #typed() {
    const { param: name, values: before } = this.#vs;
    const param = schemaOf(name);
    const list = typed(this.#box.value);
    const wrong = list.map((text) => fault(param, text)).find((text) => text !== "") ??
      (list.length === 0 ? `${param.label} needs at least one value;` : list.length > MAX_LANES ? `At most ${MAX_LANES} lanes fit, and ${list.length} values are given;` : "");
    if (wrong) {
      this.#on.complain(`${wrong} ${before.join(", ")} ${before.length === 1 ? "is" : "are"} kept.`);
      this.#box.value = before.join(", ");
    } else {
      this.#on.change(lanesOf(name, list));
    }
  }

  show(values) {
    this.#values = values;
    const { param: name, values: list } = this.#vs;
    const param = schemaOf(name);
    this.#select.value = param ? name : "none";
    const number = param !== undefined && param.kind !== "choice";
    this.#line.hidden = !number;
    if (number) {
      write(this.#label, `${param.label}, one value a lane`);
      if (document.activeElement !== this.#box) this.#box.value = list.join(", ");
    }
    write(this.#hint, hint(param, number));
  }
}

// hint says what the viewer can do next.
function hint(param, number) {
  if (!param) return "Each lane is one network. Choose what several of them shall differ in.";
  if (number) return `Up to ${MAX_LANES} numbers, separated by commas.`;
  const { title } = groups.find((g) => g.rows.some((row) => row.param === param.name));
  return `Tick up to ${MAX_LANES} under ${title}, one lane each.`;
}
