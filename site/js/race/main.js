// What stands over the picture of a race: buttons that start it anew and that measure other
// widths, and links to what steps buy. js/race/need.js asks for it.

import { byId, el } from "../page/dom.js";
import { raceSetups } from "../schema.js";
import { say } from "../text/say.js";

self.backflowRace = (on) => {
  const again = el("button", { id: "race-again", type: "button", textContent: say("race.again"), title: say("race.againHelp") });
  const sweep = el("button", { id: "race-sweep", type: "button", textContent: say("race.sweep"), title: say("race.sweepHelp") });
  again.addEventListener("click", () => on.race());
  sweep.addEventListener("click", () => on.sweep());
  const bar = el("div", { id: "race", className: "racebar", role: "group", "aria-label": say("race.controls") },
    again, sweep, el("span", { id: "race-buys", textContent: say("race.buys") }), ...raceSetups.map((setup) => link(setup, on.choose)));
  byId("picture").parentElement.querySelector(".viewbar").after(bar);
  return { show: (on) => { bar.hidden = !on; } };
};

// labels say what each set-up shows.
const labels = {
  steps: () => say("race.setupSteps"),
  rates: () => say("race.setupRates"),
  deepSteps: () => say("race.setupDeepSteps"),
  deepRates: () => say("race.setupDeepRates"),
};

// link leads to a set-up: within the page, or by its address for who opens it elsewhere.
function link({ name, query }, choose) {
  const a = el("a", { href: `?${query}`, textContent: labels[name]?.() ?? name, data: { setup: name } });
  a.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    choose(query);
  });
  return a;
}
