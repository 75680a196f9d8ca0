// Browsers, and ways to open the page, in which Backflow cannot run at all.

import { single } from "./build.js";

// impossible says in a sentence why Backflow cannot run here, with the cure; ""
// if it may.
export function impossible() {
  if (location.protocol === "file:" && !single) {
    return "This page was opened as a file, from which browsers start no program. Open backflow.html of the offline edition instead, which is made for that, or serve this folder with any web server.";
  }
  if (typeof WebAssembly !== "object") {
    return "This browser has no WebAssembly, or it is switched off (some do so in a lockdown or strict mode): allow it for this page, or use another browser.";
  }
  if (!allowed()) {
    return "A Content-Security-Policy of the server, or of the site around, forbids WebAssembly, in which Backflow computes; its script-src has to allow 'wasm-unsafe-eval'.";
  }
  if (typeof Worker !== "function") {
    return "This browser has no workers, in which Backflow computes: use a current version of Chrome, Edge, Firefox or Safari.";
  }
  return "";
}

// The smallest program there is: eight bytes.
const smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

// allowed reports whether WebAssembly may run.
export function allowed() {
  try {
    return Boolean(new WebAssembly.Module(smallest));
  } catch {
    return false;
  }
}
