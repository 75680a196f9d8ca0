// What has come of a claim, as a word, a symbol and a sentence. The engine judges: this only says it.

import { magnitude } from "../numbers/numbers.js";
import { say } from "../text/lesson.js";

const SIGNS = { holds: "✓", fails: "✗", open: "…" };

// verdictOf returns {state: "holds", "fails" or "open", sign, words} of a claim's verdict.
export function verdictOf(verdict) {
  const state = stateOf(verdict);
  return { state, sign: SIGNS[state], words: say(WORDS[state]) };
}

const WORDS = { holds: "course.holds", fails: "course.fails", open: "course.open" };

function stateOf(verdict) {
  if (!verdict?.known) return "open";
  return verdict.holds ? "holds" : "fails";
}

const EXPECTED = { about: "course.about", above: "course.above", below: "course.below", is: "course.exactly" };

// expected says what number a claim expects, and by what.
export function expected(claim, verdict) {
  const number = figure(verdict?.expected ?? claim.value);
  return say(EXPECTED[claim.relation], { number });
}

// figure writes a number as the page's table does.
export const figure = (x) => magnitude(x);

// counted returns how many of a step's claims hold, and how many there are.
export const counted = ({ claims }, verdicts) => ({
  holds: claims.filter((_, i) => verdictOf(verdicts?.[i]).state === "holds").length, count: claims.length,
});
