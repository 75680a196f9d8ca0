// What the parts of the dialog are made of.

import { el } from "../page/dom.js";

export const part = (title, ...children) => el("section", {}, el("h3", { textContent: title }), ...children);
export const note = (text) => el("p", { className: "hint", textContent: text });
export const row = (...children) => el("div", { className: "line" }, ...children);

export function button(text, run, className = "") {
  const element = el("button", { type: "button", className, textContent: text });
  element.addEventListener("click", run);
  return element;
}
