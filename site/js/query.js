// The address of the page is its Config.

import { params } from "./schema.js";

// queryOf writes every value that is not the default; the engine answers with
// the one canonical form.
export function queryOf(values) {
  return params
    .filter((p) => p.name === "vs" || values[p.name] !== p.default || (p.name === "act" && values.vs === "none"))
    .map((p) => `${p.name}=${encodeURIComponent(values[p.name])}`)
    .join("&");
}

export class Address {
  // moved is called with the query when the viewer goes back or forward.
  constructor(moved) {
    addEventListener("popstate", () => moved(this.query));
  }

  get query() { return location.search.replace(/^\?/, ""); }

  show(query) {
    if (query === this.query) return;
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  }

  // guess is what the controls show until the engine answers.
  guess() {
    const values = Object.fromEntries(params.map((p) => [p.name, p.default]));
    const given = new URLSearchParams(this.query);
    for (const name of Object.keys(values)) {
      if (given.has(name)) values[name] = given.get(name);
    }
    if (given.has("act") && !given.has("vs")) values.vs = "none";
    return values;
  }
}
