// The tour of the page for a first visit. Its script is loaded once the picture is there.

import { part } from "../page/later.js";
import { Preference } from "../page/preferences.js";

// firstVisit returns a function that begins the tour, once: where the viewer has not seen it, the address asks for
// nothing, and the page is no part of another. Where it does not load the page goes without.
export function firstVisit() {
  const due = !location.search && !location.hash.includes("=") && top === self && new Preference("tour").on;
  const load = part("Tour", { complain() {} });
  return () => due && load();
}
