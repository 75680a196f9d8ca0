// The curtain over the picture: a sentence about what an empty view waits for, or
// about what is wrong, with a button if there is something to do about it.

import { el } from "../page/dom.js";
import { clean } from "../page/text.js";

// Curtain shows the first failure that has not been cured; whatever fails later
// waits behind it, and what an empty view waits for comes last.
export class Curtain {
  #root;
  #faults = []; // {kind, text, action}, the first first
  #waits;

  constructor(root) {
    this.#root = root;
    this.#waits = root.textContent;
  }

  get failed() { return this.#faults.length > 0; }

  // wait says what an empty view waits for; nothing opens the view.
  wait(text) {
    this.#waits = text;
    this.#show();
  }

  // fail says what is wrong; action is {label, run} for a button.
  fail(kind, text, action = null) {
    if (this.#faults.some((f) => f.kind === kind)) return;
    this.#faults.push({ kind, text, action });
    this.#show();
  }

  // cure takes back what fail has said of a kind.
  cure(kind) {
    this.#faults = this.#faults.filter((f) => f.kind !== kind);
    this.#show();
  }

  // over lets what is behind the curtain be seen: it is a strip then.
  over(on) { this.#root.className = on ? "over" : ""; }

  // first is what has failed first: a part of the page may have before there was a curtain.
  get #first() {
    const open = this.#waits === "" && !this.failed;
    const before = open ? "" : self.backflowBoot?.failed();
    return before ? { text: before } : this.#faults[0] ?? { text: this.#waits };
  }

  #show() {
    const { text, action } = this.#first;
    this.#root.replaceChildren(clean(text));
    this.#root.hidden = !text;
    if (!action) return;
    const button = el("button", { type: "button", className: "primary", textContent: action.label });
    button.addEventListener("click", () => {
      if (document.activeElement === button) this.#root.parentNode.focus?.(); // the button goes
      action.run();
    });
    this.#root.append(" ", button);
  }
}
