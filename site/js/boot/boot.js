// Runs before the first paint. It sets the colours (js/page/theme.js changes them later),
// starts the engine's worker (js/engine/engine.js takes it over), and says what is wrong
// when a part of the page does not load (parts.js). The document contains this script, and
// again.js loads it as a file where a policy forbids that. Where neither runs, the
// document's element "unstarted" says so.
//
// The bundle of each part calls arrived at its end, so that a script that was cut short
// does not count as loaded.

import { id, files } from "./build.js";
import { boot as sentences } from "../text/en.js";
import { learn } from "../text/say.js";
import { launch } from "./launch.js";
import { watchParts } from "./parts.js";
import { showPoster } from "./poster.js";
import { chosen, paint } from "./theme.js";
import { impossible } from "./browser.js";
import { stringTest } from "./stringtest.js";
import { unpack } from "./unpack.js";

if (!self.backflowBoot) begin();

function begin() {
  stringTest();
  learn({ boot: sentences });
  paint(chosen());
  showPoster();
  const boot = self.backflowBoot = { id, files, first: null, ...watchParts() };
  boot.heard = []; // messages of the stage, until the page's script handles them
  addEventListener("message", (event) => boot.heard?.push(event));
  const reason = impossible();
  if (reason) return boot.fail(reason);
  if (import.meta.single) boot.packed = unpack(boot.unpacked);
  else start(boot);
}

// start starts the worker, which js/engine/engine.js would do later. In a page of one file
// the worker's text comes after this script.
function start(boot) {
  try {
    boot.first = keep(launch());
  } catch (error) {
    boot.fail({ id: "boot.startsNoWorker", args: { error: error.message } });
  }
}

// keep stores the events of a worker until the page's script handles them.
function keep(worker) {
  const events = [];
  worker.onmessage = worker.onerror = (event) => events.push(event);
  return { worker, events };
}
