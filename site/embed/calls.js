// The calls that the page around an embed may make. A call with wrong arguments is rejected with
// a sentence and changes nothing.

import { api, wanted } from "../js/page/api.js";
import { say } from "../js/text/embed.js";
import { MOST_QUERY, options, short } from "./options.js";

// calls binds the calls of host.js to an embed's life, its statistics and its look;
// choose takes a query, look another theme or controls.
export function calls(life, feed, { choose, look }) {
  const page = api(life, feed, choose);
  return {
    ...page,
    set: async (query) => {
      if (typeof query === "string" && query.length > MOST_QUERY) throw new RangeError(say("embed.queryTooLongToSet", { count: query.length, most: MOST_QUERY }));
      await page.set(query);
    },
    stats: async (wish) => {
      wanted(wish);
      life.load();
      return page.stats(wish);
    },
    take: async () => life.take(),
    look: async (wish) => look(checked(wish)),
    rest: async (on) => {
      if (typeof on !== "boolean") throw new TypeError(say("embed.restTakes"));
      life.rest(on);
    },
  };
}

// checked returns the theme and the controls of a wish, and throws if it is none.
function checked(wish) {
  if (wish === null || typeof wish !== "object") throw new TypeError(say("embed.lookTakes", { shape: "{theme, controls}" }));
  const { theme, controls } = wish;
  for (const [name, value] of Object.entries({ theme, controls })) {
    if (value !== undefined && !options[name].includes(value)) {
      throw new RangeError(say("embed.noSuchLook", { name, value: short(String(value)), words: options[name].join(", ") }));
    }
  }
  return { ...(theme && { theme }), ...(controls && { controls }) };
}
