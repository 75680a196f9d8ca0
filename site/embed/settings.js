// The settings of an embed. The chips and the page around it change them before there
// is an engine, which may never be started.

import { guess, queryOf } from "../js/page/query.js";

export class Settings {
  values; // by the names of parameters
  query; // the first one
  #on;

  // on: {show(values, query), set(query)}; set asks the engine for a query, now or later.
  constructor(query, on) {
    this.query = query;
    this.values = guess(query);
    this.#on = on;
  }

  // change takes other values of some parameters, from a control.
  change(patch) { this.choose(queryOf({ ...this.values, ...patch })); }

  // choose takes all settings from a query.
  choose(query) {
    this.values = guess(query);
    this.show();
    this.#on.set(query);
  }

  // answered shows the engine's answer to a query.
  answered({ values, query }) {
    this.values = values;
    this.show(query);
  }

  show(query = queryOf(this.values)) { this.#on.show(this.values, query); }
}
