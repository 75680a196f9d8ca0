// A choice as a row of chips: radio buttons, or checkboxes where several values are compared,
// one lane each.

import { el } from "../page/dom.js";
import { comparisons, MAX_LANES } from "./layout.js";
import { say } from "../text/page.js";
import { beginning, lanesOf, parseVersus } from "./versus.js";

// Several activations can always be ticked; several values of another parameter only while
// lanes differ in it.
const ALWAYS_MANY = "act";

export class Chips {
  element;
  #param;
  #row;
  #change;
  #complain;
  #inputs = new Map(); // value → input
  #late = []; // chips behind "more…"
  #more = null;
  #compare = null;
  #hint;
  #open = false;
  #values = {};

  constructor(param, row, { change, complain }, heading) {
    this.#param = param;
    this.#row = row;
    this.#change = change;
    this.#complain = complain;
    const chips = el("div", { className: "chips" }, ...param.choices.map((c) => this.#chip(c)));
    if (this.#late.length > 0) chips.append(this.#moreButton());
    this.#hint = el("p", { className: "hint", textContent: say("page.tickToCompare", { most: MAX_LANES }) });
    this.element = el("div", { className: "control", role: "group", "aria-labelledby": heading.id, title: param.doc }, chips, this.#hint);
    if (row.compare) heading.after(this.#compareButton());
  }

  #chip({ name, label }) {
    const input = el("input", { type: "radio", name: `p-${this.#param.name}`, value: name, autocomplete: "off" });
    input.addEventListener("change", () => this.#picked(input));
    this.#inputs.set(name, input);
    const chip = el("label", { className: "chip" }, input, el("span", { textContent: label }));
    if (this.#row.first && !this.#row.first.includes(name)) this.#late.push(chip);
    return chip;
  }

  #moreButton() {
    this.#more = el("button", { type: "button", className: "more" });
    this.#more.addEventListener("click", () => {
      this.#open = !this.#open;
      this.#unfold();
    });
    return this.#more;
  }

  #compareButton() {
    const { name, label } = this.#param;
    this.#compare = el("button", { type: "button", className: "link compare", textContent: say("page.compare"), title: say("page.compareTitle", { label }) });
    this.#compare.addEventListener("click", () => {
      this.#change(lanesOf(name, beginning(this.#param, this.#values[name], comparisons[name])));
    });
    return this.#compare;
  }

  #picked(input) {
    const { name } = this.#param;
    if (input.type === "radio") {
      this.#change({ [name]: input.value });
      return;
    }
    const chosen = [...this.#inputs.values()].filter((i) => i.checked).map((i) => i.value);
    if (chosen.length === 0) {
      input.checked = true; // one lane must remain
    } else if (chosen.length > MAX_LANES) {
      input.checked = false;
      this.#complain(say("page.oneLaneTooMany", { most: MAX_LANES }));
    } else {
      this.#change(lanesOf(name, chosen));
    }
  }

  show(values) {
    this.#values = values;
    const { name } = this.#param;
    const vs = parseVersus(values.vs);
    const compared = vs.param === name;
    const many = compared || (name === ALWAYS_MANY && vs.param === "");
    const chosen = compared ? vs.values : [values[name]];
    for (const input of this.#inputs.values()) {
      input.checked = false; // of radio buttons one alone stays checked, the last that becomes one
      input.type = many ? "checkbox" : "radio";
    }
    for (const [value, input] of this.#inputs) input.checked = chosen.includes(value);
    if (this.#compare) this.#compare.hidden = many;
    this.#advise(many, chosen.length);
    this.#unfold();
  }

  #advise(many, lanes) {
    this.#hint.hidden = !many || lanes > 1;
  }

  #unfold() {
    for (const chip of this.#late) chip.hidden = !this.#open && !chip.firstElementChild.checked;
    if (!this.#more) return;
    this.#more.textContent = say(this.#open ? "page.fewer" : "page.more");
    this.#more.setAttribute("aria-expanded", this.#open);
  }
}
