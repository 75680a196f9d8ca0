// The panel of settings, built from the engine's table of parameters.

import { Chips } from "./chips.js";
import { Difference } from "./difference.js";
import { el } from "../page/dom.js";
import { Exact, Slider } from "./fields.js";
import { groups } from "./layout.js";
import { suited } from "./suited.js";
import { say } from "../text/page.js";
import { parseVersus, schemaOf } from "./versus.js";

let groupCount = 0;

export class Controls {
  #rows = []; // {control, element, needs}
  #values = {};

  // on: {change(patch of values by name), complain(sentence), tell(sentence), table: element}
  constructor(root, on) {
    const change = (patch) => {
      const { patch: whole, said } = suited(this.#values, patch);
      if (said) on.tell(said);
      on.change(whole);
    };
    root.replaceChildren(...groups.map((g) => this.#group(g, { ...on, change })));
  }

  #group({ title, rows, folded }, on) {
    const heading = el(folded ? "span" : "h2", { id: `g-${++groupCount}`, textContent: say(title) });
    const line = el(folded ? "summary" : "div", { className: "title" }, heading);
    const body = rows.map((row) => this.#row(row, on, heading));
    return el(folded ? "details" : "section", { className: "group" }, line, ...body);
  }

  #row(row, on, groupHeading) {
    if (row.table) return on.table;
    if (row.difference) {
      const control = new Difference(on);
      this.#rows.push({ control, element: control.element });
      return control.element;
    }
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
    this.#rows.push({ control, element, needs: param.needs });
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

  show(values) {
    this.#values = values;
    const vs = parseVersus(values.vs);
    const acts = vs.param === "act" ? vs.values : [values.act];
    for (const { control, element, needs } of this.#rows) {
      element.hidden = needs !== undefined && !acts.some((a) => needs.act.includes(a));
      control.show(values);
    }
  }
}
