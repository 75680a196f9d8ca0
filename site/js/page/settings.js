// The settings in force. A control changes some of them; the address and programs change
// all at once. The engine's answer corrects them.

import { Gestures } from "./gestures.js";
import { Address, changed, queryOf } from "./query.js";

export class Settings {
  values; // by the names of parameters
  query; // as the address says it
  #engine;
  #show;
  #address = new Address((query) => this.choose(query));
  #gestures = new Gestures();
  #choices = 0; // of data, by the viewer
  #asked; // the newest query that the engine was asked for, or has answered with

  // show(values) shows values in all controls.
  constructor(engine, show) {
    this.#engine = engine;
    this.#show = show;
    this.query = this.#asked = this.#address.query;
    this.values = this.#address.guess();
  }

  // show shows the values in force.
  show() { this.#show(this.values); }

  // change takes other values of some parameters, from a control.
  change(patch) {
    const query = changed(this.#asked, this.values, patch);
    this.values = { ...this.values, ...patch };
    if ("data" in patch) this.#choices++;
    this.show();
    if (this.#gestures.fresh(Object.keys(patch))) this.#address.pushNext();
    this.#ask(query);
  }

  // choose takes all settings from a query.
  choose(query) {
    this.#choices++;
    this.#ask(query);
  }

  #ask(query) {
    this.#asked = query;
    this.#engine.configure(query);
  }

  // restore goes back to values from before.
  restore(values) { this.choose(queryOf(values)); }

  // learn makes a file of the viewer's the data, unless the viewer chooses other data
  // while the browser reads the file. It resolves to whether the file is learnt.
  learn(file) {
    const choice = ++this.#choices;
    return this.#engine.learn(file, () => {
      if (choice !== this.#choices) return null;
      this.#address.pushNext();
      return this.#asked = changed(this.#asked, this.values, { data: "custom" });
    });
  }

  // answered shows the engine's answer to a query.
  answered({ values, query, wanted }) {
    this.values = values;
    this.#asked = query;
    this.query = wanted || query;
    this.show();
    this.#address.show(this.query);
  }
}
