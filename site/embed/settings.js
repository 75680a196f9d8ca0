// The settings of an embed. The chips and the page around it change them before there
// is an engine, which may never be started.

import { changed, guess } from "../js/page/query.js";

export class Settings {
  values; // by the names of parameters
  query; // the first one
  #asked; // the newest query, before and after the engine's answer
  #known = false; // the engine has answered
  #on;

  // on: {show(values, query), set(query)}; set asks the engine for a query, now or later.
  constructor(query, on) {
    this.query = this.#asked = query;
    this.values = guess(query);
    this.#on = on;
  }

  // change takes other values of some parameters, from a control.
  change(patch) { this.#ask(changed(this.#asked, this.values, patch), { ...this.values, ...patch }); }

  // choose takes all settings from a query.
  choose(query) { this.#ask(query, guess(query)); }

  #ask(query, values) {
    this.#asked = query;
    this.values = values;
    this.show();
    this.#on.set(query);
  }

  // expect takes the set-up of the query's lesson, which the engine, once there is one, knows itself.
  expect(setup) {
    if (this.#known) return;
    this.values = guess(`${this.#asked}&${setup}`);
    this.show();
  }

  // answered shows the engine's answer to a query.
  answered({ values, query, wanted }) {
    this.#known = true;
    this.values = values;
    this.#asked = query;
    this.show(wanted || query);
  }

  show(query = changed(this.#asked, this.values, {})) { this.#on.show(this.values, query); }
}
