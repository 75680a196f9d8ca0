// What browsers and Go say when a program ends, in words for a viewer.

import { join } from "../page/text.js";

const MEMORY = /out of memory|allocation failed|cannot allocate|array buffer allocation|memory\.grow/i;

// stopped says that the engine has ended, and why as far as that is known. raw
// is an exception's message or what Go says; it is for developers.
export function stopped(raw) {
  const text = String(raw ?? "").trim();
  if (MEMORY.test(text)) return "The engine stopped: out of memory.";
  if (text === "" || /already exited/i.test(text)) return "The engine stopped.";
  return "The engine stopped: its program has a fault.";
}

// unloaded says that the engine's script did not arrive.
export const unloaded = "The engine’s script cannot be loaded; is the network there?";

// again says what became of an engine that stopped, after why it did.
export function again(why, lost) {
  return join(why, lost, "It has been started anew with the same settings.");
}
