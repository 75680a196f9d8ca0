// The curtain over the picture: one sentence, which says what an empty view waits for or
// what is wrong, with a button where the viewer can do something about it.

import { el } from "../page/dom.js";

// Curtain shows the oldest failure that is not over. Later failures wait behind it. A
// view without a failure shows what it waits for.
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

  // clear takes back what fail has said of a kind.
  clear(kind) {
    this.#faults = this.#faults.filter((f) => f.kind !== kind);
    this.#show();
  }

  // over makes the curtain a strip, so that the view behind it can be seen.
  over(on) { this.#root.className = on ? "over" : ""; }

  // first is the oldest failure. A part of the page may have failed before this script ran.
  get #first() {
    const open = this.#waits === "" && !this.failed;
    const before = open ? "" : self.backflowBoot?.failed();
    return before ? { text: before } : this.#faults[0] ?? { text: this.#waits };
  }

  #show() {
    const { text, action } = this.#first;
    this.#root.replaceChildren(text);
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
