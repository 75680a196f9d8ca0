// The dialog that says what every column and every instrument is, and who defined it.

import { columns, instruments } from "../columns.js";
import { el } from "../page/dom.js";
import { say } from "../text/say.js";

export class Dialog {
  #dialog;
  #terms = new Map(); // section.name → dt

  // open shows the dialog from a name on.
  open(section, name) {
    this.#dialog ??= this.#build();
    this.#dialog.showModal();
    const term = this.#terms.get(`${section}.${name}`);
    term?.scrollIntoView({ block: "start" });
    term?.focus({ preventScroll: true }); // who hears the page begins there, too
  }

  #build() {
    const close = el("button", { type: "button", className: "primary", textContent: say("column.close") });
    const dialog = el("dialog", { id: "definitions", "aria-labelledby": "definitions-title" },
      el("h2", { id: "definitions-title", textContent: say("column.title") }),
      ...this.#part("column.ofTable", "column", columns),
      ...this.#part("column.ofView", "instrument", instruments),
      close,
    );
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target === close) dialog.close();
    });
    document.body.append(dialog);
    return dialog;
  }

  #part(title, section, names) {
    return [el("h3", { textContent: say(title) }), el("dl", {}, ...names.flatMap((name) => this.#entry(`${section}.${name}`, name)))];
  }

  #entry(id, name) {
    const term = el("dt", { tabIndex: -1 }, say(id), " ", el("code", { textContent: name }));
    this.#terms.set(id, term);
    return [term, el("dd", { textContent: say(`${id}About`) }), el("dd", { textContent: say("column.source", { source: say(`${id}Source`) }) })];
  }
}
