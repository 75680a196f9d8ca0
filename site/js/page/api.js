// window.backflow: the page for programs. Each call returns a promise. A call with wrong
// arguments is rejected with a sentence and changes nothing.

import { say } from "../text/page.js";

const MOST_STEPS = 1e9;
const MOST_NAMES = 64;
const MOST_NAME = 64; // characters

// api binds the calls to an engine, to its statistics, and to choose, which takes a query.
export function api(engine, feed, choose) {
  return {
    stats: async (wish) => {
      const names = wanted(wish);
      return names.length ? feed.whole(names) : feed.next();
    },
    set: async (query) => {
      if (typeof query !== "string") throw new TypeError(say("page.setTakesQuery", { given: kind(query) }));
      choose(query);
    },
    play: async () => engine.play(),
    pause: async () => engine.pause(),
    step: async (n = 1) => {
      if (!Number.isInteger(n) || n < 1 || n > MOST_STEPS) throw new RangeError(say("page.stepTakesNumber", { most: MOST_STEPS, given: typeof n === "number" ? n : kind(n) }));
      engine.step(n);
    },
    reset: async () => engine.reset(),
  };
}

// wanted returns the names of the instruments that stats is to wait for.
export function wanted(wish) {
  if (wish === undefined) return [];
  const names = wish?.want;
  const fit = Array.isArray(names) && names.length <= MOST_NAMES && names.every((name) => typeof name === "string" && name.length <= MOST_NAME);
  if (!fit) throw new TypeError(say("page.statsTakes", { shape: '{want: ["jacobian", "dead"]}' }));
  return names;
}

const kind = (x) => (x === null || x === undefined ? String(x) : { id: typeof x === "object" ? "page.anObject" : "page.aValue", args: { type: typeof x } });
