// What has come of a claim, as a word, a symbol and a sentence. The engine judges: this only says it.

import { magnitude } from "../numbers/numbers.js";
import { say } from "../text/lesson.js";

const SIGNS = { holds: "✓", fails: "✗", open: "…" };

// verdictOf returns {state: "holds", "fails" or "open", sign, words} of a claim. What rests on chance one network
// cannot refute.
export function verdictOf(claim, verdict) {
  const state = stateOf(claim, verdict);
  const words = state === "open" && verdict?.known ? say("course.chance") : say(WORDS[state]);
  return { state, sign: SIGNS[state], words };
}

const WORDS = { holds: "course.holds", fails: "course.fails", open: "course.open" };

function stateOf(claim, verdict) {
  if (!verdict?.known) return "open";
  if (verdict.holds) return "holds";
  return claim.chance ? "open" : "fails";
}

const EXPECTED = { about: "course.about", above: "course.above", below: "course.below", is: "course.exactly" };

// expected says what number a claim expects, and by what.
export function expected(claim, verdict) {
  const number = figure(verdict?.expected ?? claim.value);
  const said = say(EXPECTED[claim.relation], { number });
  return claim.chance ? say("course.overSeeds", { expected: said, seeds: claim.seeds }) : said;
}

// figure writes a number as the page's table does.
export const figure = (x) => magnitude(x);

// counted returns how many of a step's claims hold, and how many there are.
export const counted = ({ claims }, verdicts) => ({
  holds: claims.filter((claim, i) => verdictOf(claim, verdicts?.[i]).state === "holds").length, count: claims.length,
});
