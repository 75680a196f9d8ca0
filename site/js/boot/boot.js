// Runs before the first paint: sets the colours (js/page/theme.js does the rest),
// starts the engine's worker before the page's own script is there
// (js/engine/engine.js takes it over), and says what is wrong when a part of the
// page does not come. It stands within the document, and once more at the head of
// the page's script: where a policy forbids the one, the other runs. What a document
// needs for it stands in parts.js; what only the document itself can say, since
// neither runs, is its element "unstarted".
//
// The bundle of each part calls arrived as its last act, so that a script that is
// cut short does not count as there.

import { id, files, single } from "./build.js";
import { launch } from "./launch.js";
import { watchParts } from "./parts.js";
import { showPoster } from "./poster.js";
import { chosen, paint } from "./theme.js";
import { impossible } from "./browser.js";
import { unpack } from "./unpack.js";

if (!self.backflowBoot) begin();

function begin() {
  paint(chosen());
  showPoster();
  const boot = self.backflowBoot = { id, files, first: null, ...watchParts() };
  boot.heard = []; // of the stage, before the page's script listens to it
  addEventListener("message", (event) => boot.heard?.push(event));
  const reason = impossible();
  if (reason) return boot.fail(reason);
  if (single) boot.packed = unpack(boot.unpacked);
  else start(boot);
}

// start does what js/engine/engine.js would do later. In a page of one file the
// worker's text comes behind this one.
function start(boot) {
  try {
    boot.first = keep(launch());
  } catch (error) {
    boot.fail(`This browser starts no worker, in which Backflow computes: allow it for this page, or use a current version of Chrome, Edge, Firefox or Safari (${error.message}).`);
  }
}

// keep holds what a worker says until there is anyone to handle it.
function keep(worker) {
  const events = [];
  worker.onmessage = worker.onerror = (event) => events.push(event);
  return { worker, events };
}
