// The address of the page is its Config.

import { single } from "../boot/build.js";
import { params } from "../schema.js";

// queryOf writes every value that is not the default; the engine answers with
// the one canonical form.
export function queryOf(values) {
  return params
    .filter((p) => p.name === "vs" || values[p.name] !== p.default || (p.name === "act" && values.vs === "none"))
    .map((p) => `${p.name}=${encodeURIComponent(values[p.name])}`)
    .join("&");
}

// Browsers allow so many changes of the address in a while, and throw at more.
const AGAIN_MS = 5000;

// What is the page's own, and no parameter of the experiment: see site/offline/register.js.
const OWN = /^nosw(=|$)/;

// Address keeps the browser's address, and its way back, in step with what is
// in force.
export class Address {
  #shown; // the query that the address has, or is to have
  #push = false; // the next query to be shown is an entry of its own
  #late = null; // {push} of a query that the browser has not taken yet
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

  // A page of one file writes its query behind "#", since not every program that
  // opens a file takes a "?" in its name, and reads both.
  get query() {
    const behind = single && location.hash.includes("=") ? location.hash : location.search;
    return behind.replace(/^[?#]/, "").split("&").filter((part) => !OWN.test(part)).join("&");
  }

  // turn makes the next query that is shown one that the viewer can come back
  // from.
  turn() { this.#push = true; }

  show(query) {
    const push = this.#push;
    this.#push = false;
    if (query === this.#shown) return;
    this.#shown = query;
    this.#write(push || this.#late?.push === true);
  }

  #write(push) {
    this.#drop();
    const url = single ? `#${this.#shown}` : location.pathname + (this.#shown ? `?${this.#shown}` : "") + location.hash;
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

  // guess is what the controls show until the engine answers.
  guess() { return guess(this.query); }
}

// guess reads the values of a query that the engine has not answered yet.
export function guess(query) {
  const values = Object.fromEntries(params.map((p) => [p.name, p.default]));
  const given = new URLSearchParams(query);
  for (const name of Object.keys(values)) {
    if (given.has(name)) values[name] = given.get(name);
  }
  if (given.has("act") && !given.has("vs")) values.vs = "none";
  return values;
}
