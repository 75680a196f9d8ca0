// What the page loads when somebody asks what its numbers are, or looks at an instrument:
// js/define/need.js asks for it.

import { Chooser } from "./chooser.js";
import { Dialog } from "./dialog.js";

self.backflowDefine = class {
  #dialog = new Dialog();
  #chooser;

  constructor({ change }) {
    this.#chooser = new Chooser({ change, define: (name) => this.open("instrument", [name]) });
  }

  // open shows the definitions, from the first of some columns or instruments on.
  open(section, names) { this.#dialog.open(section, names); }

  show(values) { this.#chooser.show(values); }
};
