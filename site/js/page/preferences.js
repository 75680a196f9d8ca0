// Preferences: things that a viewer may switch off. The browser remembers them if it allows
// that.

import { byId, el } from "./dom.js";
import { say } from "../text/page.js";

// Preference is something that is on unless the viewer has switched it off.
export class Preference {
  #key;
  #on = true;

  constructor(key) {
    this.#key = `backflow-${key}`;
    try {
      this.#on = localStorage.getItem(this.#key) !== "off";
    } catch { /* no storage: not remembered */ }
  }

  get on() { return this.#on; }

  set on(on) {
    this.#on = on;
    try {
      localStorage.setItem(this.#key, on ? "on" : "off");
    } catch { /* as above */ }
  }
}

// offer puts switches before the last button of a dialog.
// choices are [label, Preference] pairs.
export function offer(id, choices) {
  const list = el("fieldset", { className: "preferences" }, el("legend", { textContent: say("page.preferences") }), ...choices.map(toggle));
  const dialog = byId(id);
  dialog.insertBefore(list, dialog.querySelector(":scope > [data-closes]"));
}

function toggle([label, preference]) {
  const input = el("input", { type: "checkbox", checked: preference.on, autocomplete: "off" });
  input.addEventListener("change", () => { preference.on = input.checked; });
  return el("label", {}, input, el("span", { textContent: label }));
}
