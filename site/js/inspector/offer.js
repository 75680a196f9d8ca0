// The inspector's place in the page: its script is loaded once somebody points at something.

import { part } from "../page/later.js";

// inspector returns a function that takes the messages stage-target. page is {engine, numbers()
// on show, complain(sentence)}.
export function inspector(page) {
  const load = part("Inspector", page, "engine.inspectorNotLoaded");
  return async (target) => (await load())?.target(target);
}
