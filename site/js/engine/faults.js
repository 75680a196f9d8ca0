// Sentences for a viewer about an engine that stops, from the messages of browsers and Go.

import { say } from "../text/page.js";

const MEMORY = /out of memory|allocation failed|cannot allocate|array buffer allocation|memory\.grow/i;

// stopped says that the engine has stopped, with the cause if that is known. raw is the
// message of an exception, or of Go's runtime; it is for developers.
export function stopped(raw) {
  const text = String(raw ?? "").trim();
  if (MEMORY.test(text)) return say("page.outOfMemory");
  if (text === "" || /already exited/i.test(text)) return say("page.engineStopped");
  return say("page.engineFault");
}

// unloaded resolves to why the engine's script has not started the engine. raw is the
// browser's message, if the script ran.
export async function unloaded(raw) {
  const why = await window.backflowBoot?.explain("worker.js", raw);
  return say("boot.engineNotLoaded", { why: why ?? { id: "boot.workerSilent" } });
}
