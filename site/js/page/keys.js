// Keys and dialogs.

import { byId } from "./dom.js";

const TYPED = "input:not([type]), input[type='text'], input[type='number'], input[type='search'], input[type='file'], textarea, select, [contenteditable]";
const PRESSED = "button, a, summary, input[type='checkbox'], input[type='radio']";

// shortcuts binds keys. Space plays or pauses unless the focused element uses it. S takes a
// step and R resets, if nothing has the focus or the picture has it (WCAG 2.1.4), and if
// letters() allows such keys.
export function shortcuts({ play, step, reset, letters }) {
  const pointer = clicked();
  let taken = false; // this press of space plays or pauses
  addEventListener("keydown", (event) => {
    const { key, target, repeat } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (key === " ") {
      taken = free(target, pointer());
      if (!taken) return;
      event.preventDefault(); // otherwise the page would scroll, or a chip change
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

// idle reports whether no element that uses letters has the focus.
const idle = (target) => target === document.body || target === document.documentElement || target === byId("picture");

// free reports whether the focused element does not need space. A chip that the pointer has
// chosen does not.
function free(target, pointed) {
  if (within(target, TYPED)) return false;
  if (within(target, ".chip") && pointed === target) return true;
  return !within(target, PRESSED);
}

// clicked returns a function that returns the element that got the focus by the pointer, null
// if there is none.
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

// open shows the beginning of a dialog: browsers focus its first button, which stands at the
// end, and scroll there.
function open(dialog) {
  const heading = dialog.querySelector("h2");
  heading.tabIndex = -1;
  heading.autofocus = true;
  dialog.showModal();
  heading.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}
