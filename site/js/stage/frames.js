// Frames of the stage. Ebiten requests one after another for ever. It waits while there is
// nothing to draw, while the stage cannot be seen, and while the page holds it back.
"use strict";

(() => {
  const frame = requestAnimationFrame.bind(window);
  const cancel = cancelAnimationFrame.bind(window);
  const ratio = devicePixelRatio; // the picture reads it once, too, so that the stage reloads when zoom or monitor change it
  let resting = false; // nothing to draw
  let seen = true;
  let over = false; // the context is gone
  let second = 0; // timer: held to one frame a second
  let next = null; // Ebiten's function that draws the next frame
  let asked = 0; // id of the frame that is requested from the browser
  const tell = (message) => parent.postMessage(message, self.origin === "null" ? "*" : self.origin);

  const give = () => {
    if (over) return;
    if (devicePixelRatio !== ratio) location.reload();
    if (next === null || asked || resting || !seen) return;
    asked = frame(draw);
  };
  const go = () => {
    if (!second) give();
  };
  const draw = (now) => {
    const it = next;
    asked = 0;
    next = null;
    window.stageFrames.count += 1;
    if (!over) it(now);
  };

  // WebGL keeps a picture only until the browser shows it, so that a copy must be made right
  // after drawing. It does not wait for a frame of the browser.
  const drawNow = () => {
    if (over || next === null) return;
    cancel(asked);
    draw(performance.now());
  };

  window.requestAnimationFrame = (it) => {
    next = it;
    go();
    return 0;
  };
  window.stageFrames = {
    count: 0, // this and the ratio are for tests
    step: null, // set by the page if it can: called within a frame with the snapshot that the frame shows
    ratio,
    rest() { resting = true; },
    wake() {
      resting = false;
      go();
    },
    // stop ends all frames.
    stop() { over = true; },
    // copy draws a frame now; the caller has something to draw.
    copy() { setTimeout(drawNow); },
    // painted gives the page a copy of the frame that is being drawn.
    painted() { queueMicrotask(copyCanvas); }, // WebGL has the drawing by then
  };

  const copyCanvas = () => {
    try {
      document.querySelector("canvas").toBlob((picture) => tell({ type: "stage-copy", picture }));
    } catch {
      tell({ type: "stage-copy", picture: null });
    }
  };

  // Ebiten asks for gamepads in every frame, and browsers would search for some all the
  // time.
  Object.defineProperty(navigator, "getGamepads", { value: () => null, configurable: true });

  addEventListener("resize", window.stageFrames.wake);
  matchMedia(`(resolution: ${ratio}dppx)`).addEventListener("change", window.stageFrames.wake);
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.type !== "hold") return;
    clearInterval(second);
    second = data.on ? setInterval(give, 1000) : 0;
    go();
  });
  new IntersectionObserver(([{ isIntersecting }]) => {
    seen = isIntersecting;
    go();
  }).observe(document.documentElement);
})();
