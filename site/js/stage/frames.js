// Frames of the stage. Ebiten asks for one after another for ever; it is made
// to wait while the stage rests, is not to be seen, or is held back by the page.
"use strict";

(() => {
  const frame = requestAnimationFrame.bind(window);
  const cancel = cancelAnimationFrame.bind(window);
  const ratio = devicePixelRatio; // read once by the picture, too: with another, by zoom or monitor, it starts anew
  let resting = false; // nothing to draw
  let seen = true;
  let over = false; // there is nothing to draw on any more
  let second = 0; // timer: held to one frame a second
  let next = null; // draws the one that is asked for
  let asked = 0; // of the browser
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

  // WebGL's picture is there until the browser shows it: what copies it must come
  // right after what draws it, and need not wait for a frame of the browser's.
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
    count: 0, // for tests, as the ratio
    step: null, // the page's, where it can reach this document: hears within a frame which snapshot that shows
    ratio,
    rest() { resting = true; },
    wake() {
      resting = false;
      go();
    },
    // stop ends all frames.
    stop() { over = true; },
    // copy draws a frame now; whoever calls it has something to draw.
    copy() { setTimeout(drawNow); },
    // painted gives the page a copy of the frame that is being drawn.
    painted() { queueMicrotask(copyCanvas); }, // the drawing is handed to WebGL by then
  };

  const copyCanvas = () => {
    try {
      document.querySelector("canvas").toBlob((picture) => tell({ type: "stage-copy", picture }));
    } catch {
      tell({ type: "stage-copy", picture: null });
    }
  };

  // Ebiten asks for gamepads in every frame, and browsers then go on looking for some
  // for as long as the page is there.
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
