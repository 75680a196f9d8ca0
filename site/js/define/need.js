// What the columns and the instruments are, and the control of the view of instruments. The
// first need of either loads their script.

import { part } from "../page/later.js";
import { views } from "../schema.js";
import { known } from "../text/say.js";

// define binds the button beside the columns. on: {change(patch of values by name),
// complain(sentence)}. It returns {show(values in force)}.
export function define(button, on) {
  const load = part("Define", on, "column.notLoaded");
  let parts;
  button.addEventListener("click", async () => (parts = await load())?.open());
  return {
    async show(values) {
      // The words come with the engine.
      if (views[values.view]?.chart && known(["instrument"]).instrument) parts = await load();
      parts?.show(values);
    },
  };
}
