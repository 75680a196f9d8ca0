// window.backflow: the page for programs. Each call returns a promise. A call with wrong
// arguments is rejected with a sentence and changes nothing.

const MOST_STEPS = 1e9;

// api binds the calls to an engine, to its statistics, and to choose, which takes a query.
export function api(engine, feed, choose) {
  return {
    stats: () => feed.next(),
    set: async (query) => {
      if (typeof query !== "string") throw new TypeError(`set takes a query as a string, such as "depth=20&act=relu", not ${kind(query)}.`);
      choose(query);
    },
    play: async () => engine.play(),
    pause: async () => engine.pause(),
    step: async (n = 1) => {
      if (!Number.isInteger(n) || n < 1 || n > MOST_STEPS) throw new RangeError(`step takes a whole number from 1 to ${MOST_STEPS}, not ${typeof n === "number" ? n : kind(n)}.`);
      engine.step(n);
    },
    reset: async () => engine.reset(),
  };
}

const kind = (x) => (x === null || x === undefined ? String(x) : `${/^[aeiou]/.test(typeof x) ? "an" : "a"} ${typeof x}`);
