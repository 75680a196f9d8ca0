// Sentences over the picture, until the viewer dismisses them.

import { el, write } from "./dom.js";
import { say } from "../text/page.js";

const SHOWN = 2; // the first failure, which later ones follow from, and the newest message; a button shows the others
const MOST = 12; // messages that are kept

export class Messages {
  #root;
  #open = false; // all are shown
  #more = el("button", { type: "button", className: "more" });

  constructor(root) {
    this.#root = root;
    this.#more.addEventListener("click", () => {
      this.#open = !this.#open;
      this.#fold();
    });
  }

  // show adds a sentence unless it is there already. clear removes all messages of a kind;
  // action is {label, run} for a button.
  show(level, text, { kind = "", action = null } = {}) {
    if (this.#all.some((m) => m.dataset.text === text)) return;
    const message = el("div", { className: `message ${level}`, role: level === "error" ? "alert" : "status", data: { kind, text } },
      el("p", { textContent: text }));
    if (action) message.append(this.#button(message, action.label, "primary", action.run));
    message.append(this.#button(message, say("page.dismiss"), "", () => {}));
    this.#root.append(message);
    const all = this.#all;
    const first = this.#first;
    all.slice(0, -MOST).forEach((m) => m === first ? all[all.length - MOST].remove() : m.remove());
    this.#fold();
  }

  clear(kind) {
    for (const message of this.#all) {
      if (message.dataset.kind === kind) message.remove();
    }
    this.#fold();
  }

  // The oldest message of a failure, null if there is none.
  get #first() { return this.#all.find((m) => m.dataset.kind === "failure") ?? null; }

  get #all() { return [...this.#root.children].filter((m) => m !== this.#more); }

  #button(message, label, className, run) {
    const button = el("button", { type: "button", className, textContent: label });
    button.addEventListener("click", () => {
      message.remove();
      this.#fold();
      run();
    });
    return button;
  }

  // fold hides all messages but the newest and the first failure, unless the viewer has asked
  // for all.
  #fold() {
    const all = this.#all;
    const hidden = Math.max(0, all.length - SHOWN);
    if (hidden === 0) this.#open = false;
    const first = this.#first;
    const seen = new Set([first, ...all.filter((m) => m !== first).slice(first ? 1 - SHOWN : -SHOWN)]);
    all.forEach((message) => { message.hidden = !this.#open && !seen.has(message); });
    if (hidden > 0 && this.#more.parentNode !== this.#root) this.#root.prepend(this.#more);
    if (hidden === 0) this.#more.remove();
    write(this.#more, this.#open ? say("page.showFewer") : say("page.andMore", { count: hidden }));
    this.#more.setAttribute("aria-expanded", this.#open);
  }
}
