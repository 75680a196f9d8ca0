// The query of the page's address, which holds all settings.

import { params } from "../schema.js";

// queryOf writes every value that is not the default. The engine answers with the canonical
// form.
export function queryOf(values) {
  return params
    .filter((p) => p.name === "vs" || values[p.name] !== p.default || (p.name === "act" && values.vs === "none"))
    .map((p) => `${p.name}=${encodeURIComponent(values[p.name])}`)
    .join("&");
}

// changed returns the query of values with a patch. In a lesson's address, whose values only the engine knows, the patch
// goes beside the lesson.
export function changed(query, values, patch) {
  if (!asksForLesson(query)) return queryOf({ ...values, ...patch });
  const kept = query.split("&").filter((pair) => !(pair.split("=")[0] in patch));
  return [...kept, ...Object.entries(patch).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)].join("&");
}

// Browsers limit how often a page changes its address, and throw above that.
const AGAIN_MS = 5000;

// OWN matches the page's own words in the query: see offline/register.js and boot/stringtest.js.
const OWN = /^(nosw|stringTest)(=|$)/;

// asksForLesson reports whether a query is a lesson's address, of which only the engine knows what it sets up.
export const asksForLesson = (query) => /(?:^|&)lesson=/.test(query);

// Address keeps the browser's address and history in step with the settings in force.
export class Address {
  #shown; // the query that the address has, or gets next
  #push = false; // the next query is a new entry of the history
  #late = null; // {push} of a query that the browser has refused so far
  #timer = 0;

  // moved is called with the query when the viewer goes back or forward.
  constructor(moved) {
    this.#shown = this.query;
    addEventListener("popstate", () => {
      const { query } = this;
      if (query === this.#shown) return; // a link within the page
      this.#shown = query;
      this.#push = false;
      this.#drop();
      moved(query);
    });
  }

  // A page of one file writes its query after "#", since some programs that open a file
  // refuse a "?" in its name. It reads both.
  get query() {
    const behind = import.meta.single && location.hash.includes("=") ? location.hash : location.search;
    return behind.replace(/^[?#]/, "").split("&").filter((part) => !OWN.test(part)).join("&");
  }

  // pushNext makes the next query a new entry of the browser's history.
  pushNext() { this.#push = true; }

  show(query) {
    const push = this.#push;
    this.#push = false;
    if (query === this.#shown) return;
    this.#shown = query;
    this.#write(push || this.#late?.push === true);
  }

  #write(push) {
    this.#drop();
    const url = import.meta.single ? `#${this.#shown}` : location.pathname + (this.#shown ? `?${this.#shown}` : "") + location.hash;
    try {
      if (push) history.pushState(null, "", url);
      else history.replaceState(null, "", url);
    } catch {
      this.#late = { push };
      this.#timer = setTimeout(() => this.#write(push), AGAIN_MS);
    }
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#late = null;
  }

  // guess returns the values that the controls show until the engine answers.
  guess() { return guess(this.query); }
}

// guess reads the values of a query before the engine answers.
export function guess(query) {
  const values = Object.fromEntries(params.map((p) => [p.name, p.default]));
  const given = new URLSearchParams(query);
  for (const name of Object.keys(values)) {
    if (given.has(name)) values[name] = given.get(name);
  }
  if (given.has("act") && !given.has("vs")) values.vs = "none";
  return values;
}
