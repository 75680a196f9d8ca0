// The inspector's place in the page: its script is loaded once somebody points at something.

import { later } from "../page/later.js";
import { say } from "../text/page.js";

// inspector returns a function that takes the messages stage-target. page is {engine, numbers()
// on show, complain(sentence)}.
export function inspector(page) {
  let made;
  return (target) => {
    made ??= (self.backflowInspector ? Promise.resolve() : later("inspector.js"))
      .then(() => self.backflowInspector(page))
      .catch(() => page.complain(say("engine.inspectorNotLoaded")));
    made.then((it) => it?.target(target));
  };
}
