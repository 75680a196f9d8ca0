// Runs first in the stage's document, and tells the page why its script does not:
// a frame that stays empty says nothing by itself.

import { files } from "./build.js";
import { explain } from "./explain.js";
import { LATE_MS, SLOW } from "./late.js";
import { nameOf } from "./parts.js";

const MAIN = "stage.js";

const tell = (message) => parent.postMessage(message, self.origin === "null" ? "*" : self.origin);
const fail = (why) => tell({ type: "stage-error", text: `The picture could not be loaded: ${why}.` });

let there = false;
self.backflowArrived = { push: (name) => { there = there || name === MAIN; } };

// An error of the script may come first, of its element or of its text.
let missed = (message) => {
  missed = () => {};
  explain(MAIN, message).then(fail);
};
addEventListener("error", ({ target, filename, message }) => {
  if (there || nameOf(target.src || filename) !== MAIN) return;
  missed(target === self ? message : "");
}, true);
document.addEventListener("load", ({ target }) => {
  if (!there && nameOf(target.src) === MAIN) missed("it is cut off");
}, true);

setTimeout(() => {
  for (const link of document.querySelectorAll("link")) {
    if (!link.sheet) link.remove(); // it would keep the picture from being seen
  }
  if (!there) tell({ type: "stage-waits", text: `The picture waits for its program, stage.js: ${SLOW}.` });
}, LATE_MS);

// The document has a name that stays, so that it may be of another build than the
// page that shows it.
function stale() {
  try {
    return parent.backflowBoot.files[MAIN].path !== files[MAIN].path;
  } catch {
    return false; // nobody to ask
  }
}
if (stale()) {
  self.backflowStale = true;
  missed = () => {};
  fail("stage.html is of another version than the page; load the page again, and if that does not help, the server mixes the files of two versions");
}
