// Highlights what a step is about: controls to use, and things to look at.

import { byId, el } from "../page/dom.js";
import { say } from "../text/lesson.js";

const NOTE = "lesson-look"; // the element that describes what is highlighted

export class Highlight {
  #parts = []; // {name, label}
  #marked = []; // elements
  #tag = el("span");
  #frame = el("div", { className: "look-frame", hidden: true }, this.#tag);
  #note = el("p", { id: NOTE, className: "hidden", textContent: say("course.lookHere") });

  constructor() {
    const picture = byId("picture");
    picture.append(this.#frame, this.#note);
    if (picture.closest("main .picture")) picture.after(el("p", { className: "look-tag" }, this.#tag)); // where it covers nothing
  }

  // show highlights parts in the place of those before.
  show(parts) {
    const turned = JSON.stringify(parts) !== JSON.stringify(this.#parts);
    this.#parts = parts;
    document.documentElement.classList.toggle("look-gauges", parts.some(({ name }) => name === "gauges")); // which need room
    if (turned) bring(parts.map(({ name }) => name));
    this.again();
    if (turned) toTable(this.#marked.find((element) => element.matches("td, th")));
  }

  // again finds the elements anew: the page makes some of them again.
  again() {
    const marked = this.#parts.flatMap(({ name }) => found(name));
    for (const element of this.#marked) if (!marked.includes(element)) unmark(element);
    for (const element of marked) if (!this.#marked.includes(element)) mark(element);
    this.#marked = marked;
    const drawn = this.#parts.filter(({ name }) => !name.includes("."));
    this.#frame.hidden = drawn.length === 0;
    this.#tag.textContent = drawn.length > 0 ? say("course.lookAt", { parts: drawn.map((p) => p.label).join(", ") }) : "";
    describe(byId("picture"), drawn.length > 0);
  }
}

// there reports whether a page with few controls, an embed, has a part.
export const there = (name) => !name.includes(".") || found(name).length > 0;

// found returns the elements of a part that stands in the document.
function found(name) {
  const [kind, of] = name.split(".");
  if (kind === "control") return [control(of)].filter(Boolean);
  return kind === "column" ? [...document.querySelectorAll(`#numbers [data-key="${of}"]`)] : [];
}

// control returns the element of a parameter's control.
function control(param) {
  const input = document.querySelector(`[data-param="${param}"],input[name="p-${param}"],#${CSS.escape(param)}`);
  return input?.closest(".named") ?? input?.closest(".control, .segments") ?? input;
}

// bring brings parts into sight. Where the page scrolls as a whole the last one wins: what has come of a step goes before
// the controls of the next, and the picture before the numbers.
function bring(names) {
  const rank = (name) => ["control", "column"].indexOf(name.split(".")[0]) + (name.includes(".") ? 0 : 3);
  const order = [...names].sort((a, b) => rank(a) - rank(b));
  order.forEach(uncover);
  if (order.length > 0) goTo(order.at(-1));
}

// uncover unfolds what a part stands in, and scrolls its panel there.
function uncover(name) {
  const [kind, of] = name.split(".");
  if (kind === "control") {
    const at = control(of);
    at?.closest("details")?.setAttribute("open", "");
    at?.scrollIntoView({ block: "nearest" });
  } else if (kind === "column") {
    const sets = [...document.querySelectorAll(`#columns [data-keys~="${of}"]`)];
    if (!sets.some((set) => set.checked)) sets[0]?.click();
  }
}

// toTable scrolls the numbers' panel to the table that a column is marked in, else to its begin. On a narrow page, where
// the panel is none of its own, nothing moves.
function toTable(cell) {
  const panel = byId("insight");
  const table = cell?.closest(".scroll");
  if (!panel) return;
  panel.scrollTop = table ? table.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop : 0;
  if (table) table.scrollLeft = cell.offsetLeft - cell.offsetWidth;
}

// goTo scrolls to a part: to a control, the numbers, or the picture with the choice of views above it.
function goTo(name) {
  const [kind, of] = name.split(".");
  if (kind === "control") control(of)?.scrollIntoView({ block: "nearest" });
  else (kind === "column" ? byId("columns") : byId("picture").closest(".picture"))?.scrollIntoView({ block: "start" });
}

// reveal brings one part into sight: somebody wants to see it.
export function reveal(name) {
  uncover(name);
  goTo(name);
}

function mark(element) {
  element.classList.add("looked");
  if (!element.matches("td")) describe(element, true);
}

function unmark(element) {
  element.classList.remove("looked");
  describe(element, false);
}

// describe adds the note to what describes an element, or takes it out.
function describe(element, on) {
  const ids = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== NOTE);
  if (on) ids.push(NOTE);
  if (ids.length > 0) element.setAttribute("aria-describedby", ids.join(" "));
  else element.removeAttribute("aria-describedby");
}
