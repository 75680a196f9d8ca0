// Sentences for a viewer about an engine that stops, from the messages of browsers and Go.

import { join } from "../page/text.js";

const MEMORY = /out of memory|allocation failed|cannot allocate|array buffer allocation|memory\.grow/i;

// stopped says that the engine has stopped, with the cause if that is known. raw is the
// message of an exception, or of Go's runtime; it is for developers.
export function stopped(raw) {
  const text = String(raw ?? "").trim();
  if (MEMORY.test(text)) return "The engine stopped: out of memory.";
  if (text === "" || /already exited/i.test(text)) return "The engine stopped.";
  return "The engine stopped: its program has a fault.";
}

// unloaded resolves to why the engine's script has not started the engine. raw is the
// browser's message, if the script ran.
export async function unloaded(raw) {
  const why = await window.backflowBoot?.explain("worker.js", raw);
  return `The engine cannot be loaded: ${why ?? "its script, worker.js, does not run"}.`;
}

// restarted says why an engine stopped, and that another has been started.
export function restarted(why, lost) {
  return join(why, lost, "It has been started anew with the same settings.");
}
