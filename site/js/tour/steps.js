// The steps of the tour: what each is about, and how one sees that the viewer has done it.

import { byId } from "../page/dom.js";

const DWELL_MS = 1000; // how long one points at something to mean it

// steps are {name, title, text, target(), scene(), done(call)}: scene is what one is to see, where that is not the target;
// done calls once the viewer has done it, and returns a function that stops listening.
export const steps = [
  { name: "gauges", title: "tour.gaugesTitle", text: "tour.gauges", target: () => byId("picture"), done: pointed },
  { name: "activation", title: "tour.activationTitle", text: "tour.activation", target: () => document.querySelector("[name='p-act']")?.closest(".control"), done: chosen },
  { name: "play", title: "tour.playTitle", text: "tour.play", target: () => document.querySelector(".transport"), scene: () => byId("picture"), done: played },
  { name: "left", title: "tour.leftTitle", text: "tour.left", target: () => byId("remaining").parentElement, done: () => () => {} },
];

// pointed: something in the picture has been pointed at for a while, not just passed over.
function pointed(call) {
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
  };
  const off = listen(window, "message", ({ source, data }) => {
    if (source !== byId("stage").contentWindow || data?.type !== "stage-target") return;
    if (!data.text) stop();
    else timer ||= setTimeout(call, DWELL_MS);
  });
  return () => {
    stop();
    off();
  };
}

// chosen: another activation is on or off.
function chosen(call) {
  return listen(document, "change", ({ target }) => target.name === "p-act" && call());
}

// played: training has been paused, or goes on, or has taken a step.
function played(call) {
  const { classList } = document.documentElement;
  const before = classList.contains("paused");
  const watch = new MutationObserver(() => classList.contains("paused") !== before && call());
  watch.observe(document.documentElement, { attributeFilter: ["class"] });
  const off = listen(byId("step"), "click", call);
  return () => {
    watch.disconnect();
    off();
  };
}

function listen(target, type, handler) {
  target.addEventListener(type, handler);
  return () => target.removeEventListener(type, handler);
}
