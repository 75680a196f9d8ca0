// The panel of settings, built from the engine's table of parameters.

import { Chips } from "./chips.js";
import { el, write } from "./dom.js";
import { Exact, Slider } from "./fields.js";
import { groups } from "./layout.js";
import { labelOf, parseVersus, schemaOf } from "./versus.js";

export class Controls {
  #rows = []; // {control, only}
  #line;
  #said;

  // on: {change(patch of values by name), complain(sentence), table: element}
  constructor(root, on) {
    this.#line = this.#comparedLine(on);
    root.replaceChildren(this.#line, ...groups.map((g) => this.#group(g, on)));
  }

  #group({ title, rows, folded }, on) {
    const heading = el(folded ? "span" : "h2", { id: `g-${title}`, textContent: title });
    const line = el(folded ? "summary" : "div", { className: "title" }, heading);
    const body = rows.map((row) => this.#row(row, on, heading));
    return el(folded ? "details" : "section", { className: "group" }, line, ...body);
  }

  #row(row, on, groupHeading) {
    if (row.table) return on.table;
    const param = schemaOf(row.param);
    if (!param) return ""; // an engine that no longer has it
    let control;
    let element;
    if (param.kind === "choice") {
      [control, element] = this.#chips(param, row, on, groupHeading);
    } else {
      control = row.as ? new Exact(param, row, on) : new Slider(param, row, on);
      element = control.element;
    }
    this.#rows.push({ control, element, only: row.only });
    return element;
  }

  // chips stand under the group's own heading, or under their own name.
  #chips(param, row, on, groupHeading) {
    if (row.bare) {
      const control = new Chips(param, row, on, groupHeading);
      return [control, control.element];
    }
    const name = el("span", { className: "name", id: `n-${param.name}`, textContent: param.label });
    const head = el("div", { className: "head" }, name);
    const control = new Chips(param, row, on, name);
    return [control, el("div", { className: "named" }, head, control.element)];
  }

  #comparedLine(on) {
    this.#said = el("span");
    const back = el("button", { type: "button", className: "link", textContent: "Compare activations instead" });
    back.addEventListener("click", () => on.change({ vs: schemaOf("vs").default }));
    return el("p", { className: "compared", hidden: true }, this.#said, " ", back);
  }

  show(values) {
    const vs = parseVersus(values.vs);
    const acts = vs.param === "act" ? vs.values : [values.act];
    for (const { control, element, only } of this.#rows) {
      element.hidden = only !== undefined && !acts.some((a) => only.includes(a));
      control.show(values);
    }
    this.#line.hidden = vs.param === "" || vs.param === "act";
    const param = schemaOf(vs.param);
    if (param) write(this.#said, `The lanes differ in: ${param.label} (${vs.values.map((v) => labelOf(param, v)).join(", ")}).`);
  }
}
