// Sentences that the viewer must see, over the picture, until dismissed.

import { el } from "./dom.js";

const MOST = 4; // at once; the oldest makes room

export class Messages {
  #root;

  constructor(root) {
    this.#root = root;
  }

  // show adds a sentence unless it stands there already. kind groups messages
  // that clear removes together; action is {label, run} for a button.
  show(level, text, { kind = "", action = null } = {}) {
    if ([...this.#root.children].some((m) => m.dataset.text === text)) return;
    const close = el("button", { type: "button", textContent: "Dismiss" });
    const message = el("div", { className: `message ${level}`, role: level === "error" ? "alert" : "status", data: { kind, text } },
      el("p", { textContent: text }));
    if (action) {
      const button = el("button", { type: "button", className: "primary", textContent: action.label });
      button.addEventListener("click", () => { message.remove(); action.run(); });
      message.append(button);
    }
    close.addEventListener("click", () => message.remove());
    message.append(close);
    this.#root.append(message);
    while (this.#root.children.length > MOST) this.#root.firstElementChild.remove();
  }

  clear(kind) {
    for (const message of [...this.#root.children]) {
      if (message.dataset.kind === kind) message.remove();
    }
  }
}
