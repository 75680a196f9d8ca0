// What the columns and the instruments are, and what stands beside the views of instruments and
// of the race. The first need of any loads their script.

import { part } from "../page/later.js";
import { views } from "../schema.js";
import { known } from "../text/say.js";

// define binds the button beside the columns. on: {change(patch of values by name), measures(what
// makes the columns of an instrument), race(), sweep(), choose(query), complain(sentence)}. It returns {show(values in force)}.
export function define(button, on) {
  const load = part("Define", on, "column.notLoaded");
  let parts;
  button.addEventListener("click", async () => (parts = await load())?.open());
  return {
    async show(values) {
      // The words come with the engine.
      const { chart, race } = views[values.view] ?? {};
      if ((chart || race) && known(["instrument"]).instrument) parts = await load();
      parts?.show(values);
    },
  };
}
