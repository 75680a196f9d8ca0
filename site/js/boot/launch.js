// Starts the worker that the engine runs in.

import { files } from "./build.js";

// launch returns a new worker. A document without an origin of its own, such as
// one in a sandbox, may start none from an address, but one from a text may load
// what is there. In a page of one file the worker's text is in the document, and
// it is handed the files as they are unpacked.
export function launch() {
  if (import.meta.single) return supply(started(["go.js", "worker.js"].map((id) => document.getElementById(id).textContent).join("\n")));
  const url = new URL(files["worker.js"].path, document.baseURI).href;
  if (self.origin !== "null") return new Worker(url);
  return started(`self.backflowBase = ${JSON.stringify(new URL("./", document.baseURI).href)}; importScripts(${JSON.stringify(url)});`);
}

const started = (text) => new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));

// supply hands a worker its files, one by one.
function supply(worker) {
  for (const [name, file] of Object.entries(self.backflowBoot.packed)) {
    if (name === "stage.wasm") continue;
    file.then((content) => worker.postMessage({ type: "file", name, content }), (error) => worker.postMessage({ type: "file", name, error: String(error) }));
  }
  return worker;
}
