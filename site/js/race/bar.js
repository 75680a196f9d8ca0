// What stands over the picture of a race: buttons that start it anew and that measure other
// widths, and links to what steps buy.

import { byId, el } from "../page/dom.js";
import { raceSetups, views } from "../schema.js";
import { say } from "../text/say.js";

// raceBar makes them. on: {race(), sweep(), choose(query)}. It returns {show(values in force)}.
export function raceBar(on) {
  const again = el("button", { id: "race-again", type: "button", textContent: say("race.again"), title: say("race.againHelp") });
  const sweep = el("button", { id: "race-sweep", type: "button", textContent: say("race.sweep"), title: say("race.sweepHelp") });
  again.addEventListener("click", () => on.race());
  sweep.addEventListener("click", () => on.sweep());
  const bar = el("div", { id: "race", className: "racebar", role: "group", "aria-label": say("race.controls") },
    again, sweep, el("span", { textContent: say("race.buys") }),
    ...groups.map(({ of, names }) => el("span", {}, of(), ...names.map((name) => link(queries[name], name, on.choose)))));
  byId("picture").parentElement.querySelector(".viewbar").after(bar);
  return { show: ({ view }) => { bar.hidden = !views[view]?.race; } };
}

const queries = Object.fromEntries(raceSetups.map(({ name, query }) => [name, query]));

// The set-ups by the depth of their networks, and what their links say.
const groups = [
  { of: () => say("race.shallow"), names: ["steps", "rates"] },
  { of: () => say("race.deep"), names: ["deepSteps", "deepRates"] },
];
const labels = {
  steps: () => [say("race.setupSteps"), say("race.setupStepsHelp")],
  rates: () => [say("race.setupRates"), say("race.setupRatesHelp")],
  deepSteps: () => [say("race.setupDeepSteps"), say("race.setupDeepStepsHelp")],
  deepRates: () => [say("race.setupDeepRates"), say("race.setupDeepRatesHelp")],
};

// link leads to a set-up: within the page, or by its address for who opens it elsewhere.
function link(query, name, choose) {
  const [label, help] = labels[name]();
  const a = el("a", { href: `?${query}`, textContent: label, title: help, "aria-label": `${label}. ${help}`, data: { setup: name } });
  a.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    choose(query);
  });
  return a;
}
