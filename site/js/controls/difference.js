// The control for the parameter that lanes differ in. For a number it takes the values, one
// lane each; other values are ticked among the parameter's own chips.

import { el, write } from "../page/dom.js";
import { fault } from "./fields.js";
import { comparisons, groups, MAX_LANES, rowOf } from "./layout.js";
import { say } from "../text/page.js";
import { beginning, lanesOf, listed, neededBy, parseVersus, schemaOf, typed } from "./versus.js";

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
    this.#select.append(new Option(say("page.nothingDiffers"), "none"), ...Object.keys(comparisons).map((name) => new Option(schemaOf(name).label, name)));
    this.#select.addEventListener("change", () => this.#chosen(this.#select.value));
    this.#box.addEventListener("change", () => this.#typed());
    this.#line = el("div", { className: "values" }, this.#label, this.#box);
    const label = el("label", { for: this.#select.id, textContent: say("page.lanesDifferIn") });
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
    const list = typed(param, this.#box.value);
    const wrong = list.map((text) => fault(param, text) ?? noList(param, text)).find(Boolean) ?? wrongNumber(param, list.length);
    if (wrong) {
      const kept = listed(before);
      this.#on.complain(say("page.kept", { wrong, kept, count: before.length }));
      this.#box.value = kept;
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
      write(this.#label, say("page.oneValueALane", { label: param.label }));
      if (document.activeElement !== this.#box) this.#box.value = listed(list);
    }
    write(this.#hint, hint(param, number));
  }
}

// wrongNumber returns the message that there are too few values for lanes, or too many; null
// if they fit.
function wrongNumber({ label }, count) {
  if (count === 0) return { id: "page.needsOneValue", args: { label } };
  return count > MAX_LANES ? { id: "page.tooManyValues", args: { most: MAX_LANES, given: count } } : null;
}

// noList returns the message that a text is none of a parameter's words and no list of
// numbers, which has more than one; null if it is.
function noList({ name, label, kind }, text) {
  if (kind !== "text" || rowOf(name).suggest.includes(text)) return null;
  const numbers = text.split(",");
  if (numbers.length > 1 && numbers.every((x) => x !== "" && Number(x) >= 0)) return null;
  return { id: "page.noList", args: { label, text, words: rowOf(name).suggest.join(", ") } };
}

// hint says what the viewer can do next.
function hint(param, number) {
  if (!param) return say("page.chooseDifference");
  if (param.kind === "text") return say("page.listsOfLanes", { most: MAX_LANES });
  if (number) return say("page.numbersOfLanes", { most: MAX_LANES });
  const { title } = groups.find((g) => g.rows.some((row) => row.param === param.name));
  return say("page.tickUnder", { most: MAX_LANES, title: { id: title } });
}
