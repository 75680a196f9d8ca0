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

// unloaded resolves to why the engine's script did not come as far as to start the
// engine. raw is what the browser says of a script that ran, if it did.
export async function unloaded(raw) {
  const why = await window.backflowBoot?.explain("worker.js", raw);
  return `The engine cannot be loaded: ${why ?? "its script, worker.js, does not run"}.`;
}

// again says what became of an engine that stopped, after why it did.
export function again(why, lost) {
  return join(why, lost, "It has been started anew with the same settings.");
}
