// Keys and dialogs.

import { byId } from "./dom.js";

const TYPED = "input, textarea, select, [contenteditable]";
const PRESSED = `${TYPED}, button, a, summary`;

// shortcuts: space plays or pauses, S takes a step, R resets; never where a
// key means something else.
export function shortcuts({ play, step, reset }) {
  addEventListener("keydown", (event) => {
    const { key, target, repeat } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const within = (selector) => target instanceof Element && target.closest(selector);
    if (key === " " && !within(PRESSED) && !repeat) {
      event.preventDefault(); // the page would scroll
      play();
    } else if (key.toLowerCase() === "s" && !within(TYPED)) {
      step();
    } else if (key.toLowerCase() === "r" && !within(TYPED) && !repeat) {
      reset();
    }
  });
}

// dialogs binds the buttons that open and close them.
export function dialogs() {
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => byId(button.dataset.opens).showModal());
  }
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-closes]")) dialog.close();
    });
  }
}
