// The script of the stage's document: starts stage.wasm, and keeps keys, wheel and touches
// from Ebiten, which would take them from the page.

import "./frames.js";
import { instantiate, runtime } from "../boot/files.js";
import { LATE_MS } from "../boot/late.js";

// Ebiten prevents the default action of these events on its canvas: Tab would never leave
// it, and the page would not scroll over it. So Ebiten does not get them.
const withheld = ["keydown", "keyup", "keypress", "wheel", "touchstart", "touchmove", "touchend", "touchcancel"];
for (const type of withheld) {
  addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true, passive: true });
}

// The canvas is no tab stop: the page's table has the numbers of the picture.
new MutationObserver(() => {
  for (const canvas of document.querySelectorAll("canvas[tabindex]")) {
    canvas.removeAttribute("tabindex");
    canvas.setAttribute("aria-hidden", "true");
  }
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["tabindex"] });

const tell = (message) => parent.postMessage(message, self.origin === "null" ? "*" : self.origin);

// stopped: the stage had run, and the page may load it again.
const fail = (text, stopped = false) => tell({ type: "stage-error", text, stopped });

// waits says how much of the program has arrived when no more of it does.
function waits(share, late) {
  if (late) tell({ type: "stage-waits", text: { id: "page.stageProgramLate", args: { percent: Math.floor(100 * share) } } });
}

// Ebiten would load the document again when its context is lost. Where more pages draw than
// the browser has contexts for, that would go on for ever, so the page decides.
let closing = false;
addEventListener("webglcontextlost", (event) => {
  event.stopImmediatePropagation();
  window.stageFrames.stop();
  if (!closing) tell({ type: "stage-lost" });
}, { capture: true });

// A document that is closed gives its context back at once.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) return;
  closing = true;
  window.stageFrames.stop();
  for (const canvas of document.querySelectorAll("canvas")) {
    canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  }
});

tell({ type: "stage-loading" });

// A style sheet that does not load would keep the browser from drawing.
setTimeout(() => {
  for (const link of document.querySelectorAll("link")) {
    if (!link.sheet) link.remove();
  }
}, LATE_MS);

// hasWebGL is called only after a failure: a page's first context takes long, and Ebiten
// makes one anyway. This context is given back at once, since browsers limit their number.
function hasWebGL() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

async function start() {
  let go, instance;
  try {
    go = await runtime();
    if (import.meta.single) parent.postMessage({ type: "stage-program" }, "*");
    ({ instance } = await instantiate("stage.wasm", go.importObject, waits));
  } catch (error) {
    console.warn(error);
    return fail({ id: "page.pictureNotLoaded", args: { why: error.says ?? { id: "boot.partFault" } } });
  }
  window.stageBytes = () => instance.exports.mem.buffer.byteLength; // for tests
  try {
    await go.run(instance);
  } catch (error) {
    console.warn(error);
  }
  if (hasWebGL()) fail({ id: "page.pictureStopped" }, true);
  else fail({ id: "page.noWebGL" });
}

if (document.body) start();
else addEventListener("DOMContentLoaded", start);
