// The tour of the page for a first visit. Its script is loaded once the picture is there.

import { later } from "../page/later.js";
import { Preference } from "../page/preferences.js";

// firstVisit returns a function that begins the tour, once: where the viewer has not seen it, the address asks for
// nothing, and the page is no part of another.
export function firstVisit() {
  let due = !location.search && !location.hash.includes("=") && top === self && new Preference("tour").on;
  return async () => {
    if (!due) return;
    due = false;
    try {
      if (!self.backflowTour) await later("tour.js");
      self.backflowTour();
    } catch { /* the page goes without */ }
  };
}
