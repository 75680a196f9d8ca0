// The controls of the race. The first look at it loads their script.

import { part } from "../page/later.js";
import { views } from "../schema.js";
import { known, say } from "../text/say.js";

// raceControls binds them to what they do. on: {race(), sweep(), choose(query), complain(sentence)}.
// It returns {show(values in force)}.
export function raceControls(on) {
  const load = part("Race", on, "race.notLoaded");
  let parts;
  return {
    async show({ view }) {
      // The words come with the engine.
      if (views[view]?.race && known(["race"]).race) parts = await load();
      parts?.show(Boolean(views[view]?.race));
    },
  };
}
