// What the columns and the instruments are, and the control of the view of instruments. The
// first need of either loads their script.

import { later } from "../page/later.js";
import { views } from "../schema.js";
import { known, say } from "../text/say.js";

// define binds the button beside the columns. on: {change(patch of values by name),
// complain(sentence)}. It returns {show(values in force)}.
export function define(button, on) {
  let parts;
  const load = async () => {
    try {
      if (!self.backflowDefine) await later("define.js");
      return parts ??= self.backflowDefine(on);
    } catch {
      on.complain(say("column.notLoaded"));
    }
  };
  button.addEventListener("click", async () => (await load())?.open());
  return {
    async show(values) {
      // The words come with the engine.
      if (views[values.view]?.chart && known(["instrument"]).instrument) await load();
      parts?.show(values);
    },
  };
}
