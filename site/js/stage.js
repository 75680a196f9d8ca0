// The stage's document: starts stage.wasm, and keeps Ebiten, which believes
// that it owns the keyboard and the wheel, from taking them from the page.
"use strict";

(() => {
  // Ebiten prevents the default of these on its canvas, so that Tab would never
  // leave it and the page would not scroll over it. It is not to see them.
  const withheld = ["keydown", "keyup", "keypress", "wheel", "touchstart", "touchmove", "touchend", "touchcancel"];
  for (const type of withheld) {
    addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true, passive: true });
  }

  // The canvas is a picture whose numbers the page's table holds: no tab stop.
  new MutationObserver(() => {
    for (const canvas of document.querySelectorAll("canvas[tabindex]")) {
      canvas.removeAttribute("tabindex");
      canvas.setAttribute("aria-hidden", "true");
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["tabindex"] });

  const fail = (text) => parent.postMessage({ type: "stage-error", text }, location.origin === "null" ? "*" : location.origin);

  async function load(importObject) {
    const response = await fetch("stage.wasm");
    if (!response.ok) throw new Error(`stage.wasm answered with status ${response.status}`);
    if ((response.headers.get("content-type") || "").startsWith("application/wasm")) {
      return WebAssembly.instantiateStreaming(response, importObject);
    }
    return WebAssembly.instantiate(await response.arrayBuffer(), importObject);
  }

  async function start() {
    try {
      const go = new Go();
      const { instance } = await load(go.importObject);
      window.stageBytes = () => instance.exports.mem.buffer.byteLength; // for tests
      await go.run(instance);
      fail("The picture has stopped.");
    } catch (error) {
      fail(`The picture could not be loaded (${error.message}).`);
    }
  }

  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
