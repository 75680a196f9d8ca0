// The settings in force. A control changes some of them; the address and programs change
// all at once. The engine's answer corrects them.

import { Gestures } from "./gestures.js";
import { Address, asksForLesson, queryOf } from "./query.js";

export class Settings {
  values; // by the names of parameters
  query; // as the address says it
  #engine;
  #show;
  #address = new Address((query) => this.choose(query));
  #gestures = new Gestures();
  #choices = 0; // of data, by the viewer
  #early = null; // changes from before the engine has said what a lesson's address sets up

  // show(values) shows values in all controls.
  constructor(engine, show) {
    this.#engine = engine;
    this.#show = show;
    this.query = this.#address.query;
    this.values = this.#address.guess();
    if (asksForLesson(this.query)) this.#early = {};
  }

  // show shows the values in force.
  show() { this.#show(this.values); }

  // change takes other values of some parameters, from a control.
  change(patch) {
    if (this.#early) {
      Object.assign(this.#early, patch);
      return;
    }
    this.values = { ...this.values, ...patch };
    if ("data" in patch) this.#choices++;
    this.show();
    if (this.#gestures.fresh(Object.keys(patch))) this.#address.pushNext();
    this.#engine.configure(queryOf(this.values));
  }

  // choose takes all settings from a query.
  choose(query) {
    this.#choices++;
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
      return queryOf({ ...this.values, data: "custom" });
    });
  }

  // answered shows the engine's answer to a query.
  answered({ values, query, wanted }) {
    this.values = values;
    this.query = wanted || query;
    this.show();
    this.#address.show(this.query);
    const early = Object.entries(this.#early ?? {});
    this.#early = null;
    if (early.length > 0) this.change(Object.fromEntries(early));
  }
}
