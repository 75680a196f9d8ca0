// Starts the worker that the engine runs in.

import { files } from "./build.js";

// launch returns a new worker. A document without an origin of its own, such as
// one in a sandbox, may start none from an address, but one from a text may load
// what is there.
export function launch() {
  const url = new URL(files["worker.js"].path, document.baseURI).href;
  if (self.origin !== "null") return new Worker(url);
  const text = `self.backflowBase = ${JSON.stringify(new URL("./", document.baseURI).href)}; importScripts(${JSON.stringify(url)});`;
  return new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}
