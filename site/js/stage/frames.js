// Frames of the stage. Ebiten asks for one after another for ever; it is made
// to wait while the stage rests, is not to be seen, or is held back by the page.
"use strict";

(() => {
  const frame = requestAnimationFrame.bind(window);
  const ratio = devicePixelRatio; // read once by the picture, too: with another, by zoom or monitor, it starts anew
  let resting = false; // nothing to draw
  let seen = true;
  let second = 0; // timer: held to one frame a second
  let next = null; // the one that is asked for

  const give = () => {
    if (devicePixelRatio !== ratio) location.reload();
    if (next === null || resting || !seen) return;
    frame(next);
    next = null;
    window.stageFrames.count += 1;
  };
  const go = () => {
    if (!second) give();
  };

  window.requestAnimationFrame = (draw) => {
    next = draw;
    go();
    return 0;
  };
  window.stageFrames = {
    count: 0, // for tests, as the ratio
    ratio,
    rest() { resting = true; },
    wake() {
      resting = false;
      go();
    },
  };
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
