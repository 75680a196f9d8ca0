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

  const tell = (message) => parent.postMessage(message, location.origin === "null" ? "*" : location.origin);

  // Where it stopped although it was there, the page may load it again.
  const fail = (text, stopped = false) => tell({ type: "stage-error", text, stopped });

  // Ebiten would load the document again when its context is lost, and where more
  // pages draw than the browser has contexts for they would do so for ever: the page decides.
  addEventListener("webglcontextlost", (event) => {
    event.stopImmediatePropagation();
    window.stageFrames.stop();
    tell({ type: "stage-lost" });
  }, { capture: true });

  // A document that goes leaves its context to the next one at once.
  addEventListener("pagehide", ({ persisted }) => {
    if (persisted) return;
    window.stageFrames.stop();
    for (const canvas of document.querySelectorAll("canvas")) {
      canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    }
  });

  tell({ type: "stage-loading" });

  async function load(importObject) {
    const response = await fetch("stage.wasm");
    if (!response.ok) throw Object.assign(new Error(), { reason: `the server answers ${response.status} for stage.wasm` });
    if ((response.headers.get("content-type") || "").startsWith("application/wasm")) {
      return WebAssembly.instantiateStreaming(response, importObject);
    }
    return WebAssembly.instantiate(await response.arrayBuffer(), importObject);
  }

  // reason says to a viewer why the picture is not there.
  function reason(error) {
    console.warn(error);
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return "stage.wasm has arrived damaged or is of another version";
    return error.reason ?? "stage.wasm cannot be reached; is the network there?";
  }

  async function start() {
    let go, instance;
    try {
      go = new Go();
      ({ instance } = await load(go.importObject));
    } catch (error) {
      return fail(`The picture could not be loaded: ${reason(error)}`);
    }
    window.stageBytes = () => instance.exports.mem.buffer.byteLength; // for tests
    try {
      await go.run(instance);
    } catch (error) {
      console.warn(error);
    }
    fail("The picture has stopped.", true);
  }

  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
