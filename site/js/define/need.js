// What the columns and the instruments are, and the control of the view of instruments. The
// first need of either loads their script.

import { later } from "../page/later.js";
import { known, say } from "../text/say.js";

export class Define {
  #on;
  #parts;

  // on: {change(patch of values by name), complain(sentence), columns() the keys on show}
  constructor(button, on) {
    this.#on = on;
    button.addEventListener("click", async () => (await this.#load())?.open("column", on.columns()));
  }

  // show takes the values in force, whose words come with the engine.
  async show(values) {
    if (values.view === "instruments" && known(["instrument"]).instrument) await this.#load();
    this.#parts?.show(values);
  }

  async #load() {
    try {
      if (!self.backflowDefine) await later("define.js");
      return this.#parts ??= new self.backflowDefine(this.#on);
    } catch {
      this.#on.complain(say("column.notLoaded"));
    }
  }
}
