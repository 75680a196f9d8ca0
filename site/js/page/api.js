// window.backflow: the page for programs. Each call returns a promise. A call with wrong
// arguments is rejected with a sentence and changes nothing.

import { say } from "../text/page.js";

const MOST_STEPS = 1e9;

// api binds the calls to an engine, to its statistics, and to choose, which takes a query.
export function api(engine, feed, choose) {
  return {
    stats: () => feed.next(),
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

const kind = (x) => (x === null || x === undefined ? String(x) : { id: typeof x === "object" ? "page.anObject" : "page.aValue", args: { type: typeof x } });
