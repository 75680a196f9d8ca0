// Keys and dialogs.

import { byId } from "./dom.js";

const TYPED = "input:not([type]), input[type='text'], input[type='number'], input[type='search'], input[type='file'], textarea, select, [contenteditable]";
const PRESSED = "button, a, summary, input[type='checkbox'], input[type='radio']";

// shortcuts: space plays or pauses wherever it means nothing else. S takes a
// step and R resets, but only where nothing has the focus or the picture has it
// (WCAG 2.1.4), and unless letters() says that the viewer wants no such keys.
export function shortcuts({ play, step, reset, letters }) {
  const pointer = clicked();
  let taken = false; // the space that is down is ours
  addEventListener("keydown", (event) => {
    const { key, target, repeat } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (key === " ") {
      taken = free(target, pointer());
      if (!taken) return;
      event.preventDefault(); // the page would scroll, a chip would be unticked
      if (!repeat) play();
    } else if (letters() && idle(target)) {
      if (key.toLowerCase() === "s") step();
      else if (key.toLowerCase() === "r" && !repeat) reset();
    }
  });
  // Some browsers tick a box as the key goes up.
  addEventListener("keyup", (event) => {
    if (event.key === " " && taken) event.preventDefault();
  });
}

const within = (target, selector) => target instanceof Element && target.closest(selector) !== null;

// idle reports whether nothing that takes letters has the focus.
const idle = (target) => target === document.body || target === document.documentElement || target === byId("picture");

// free reports whether space means nothing to what has the focus: a chip that
// was chosen with the pointer is done with.
function free(target, pointed) {
  if (within(target, TYPED)) return false;
  if (within(target, ".chip") && pointed === target) return true;
  return !within(target, PRESSED);
}

// clicked returns a function that tells which element got the focus by the
// pointer and still has it, null if none.
function clicked() {
  let by = null;
  addEventListener("click", (event) => {
    // A key's click has no detail; the click of a label is followed by its input's.
    if (event.detail > 0 || event.pointerType) by = event.target.closest?.("label")?.control ?? event.target;
  }, true);
  addEventListener("keydown", ({ key }) => {
    if (key === "Tab" || key.startsWith("Arrow")) by = null;
  }, true);
  return () => by;
}

// dialogs binds the buttons that open and close them.
export function dialogs() {
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => open(byId(button.dataset.opens)));
  }
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-closes]")) dialog.close();
    });
  }
}

// open shows a dialog from its beginning: its first button stands at the end,
// and a browser that gives it the focus would scroll there.
function open(dialog) {
  const heading = dialog.querySelector("h2");
  heading.tabIndex = -1;
  heading.autofocus = true;
  dialog.showModal();
  heading.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}
