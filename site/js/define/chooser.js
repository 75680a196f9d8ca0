// The control of the view of instruments: which one, and what it is.

import { instruments } from "../columns.js";
import { byId, el } from "../page/dom.js";
import { views } from "../schema.js";
import { say } from "../text/say.js";

export class Chooser {
  #parts;
  #select;

  // on: {change(patch of values by name), define(name)}
  constructor(on) {
    const label = el("label", { className: "hidden", for: "instrument", textContent: say("param.instrumentLabel") });
    this.#select = el("select", { id: "instrument", autocomplete: "off" }, ...instruments.map((name) => new Option(say(`instrument.${name}`), name)));
    const what = el("button", { id: "define-instrument", type: "button", textContent: "?", title: say("column.what"), "aria-label": say("column.what"), "aria-haspopup": "dialog" });
    this.#select.addEventListener("change", () => on.change({ instrument: this.#select.value }));
    what.addEventListener("click", () => on.define(this.#select.value));
    this.#parts = [label, this.#select, what];
    byId("views").after(...this.#parts);
  }

  show({ view, instrument }) {
    for (const part of this.#parts) part.hidden = !views[view]?.chart;
    this.#select.value = instrument;
  }
}
