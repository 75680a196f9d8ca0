// The shelf: a dialog that lists the lessons, with the question that each answers and how far the visitor has come.

import { el } from "../page/dom.js";
import { say } from "../text/lesson.js";
import { lessons } from "./data.js";
import { kept } from "./kept.js";

let shelf = null;

// openShelf shows the list. on: {open(name, step), print(lesson), tour()}; a button is left out where on lacks its
// function.
export async function openShelf(on) {
  shelf ??= new Shelf();
  shelf.show(await lessons(), on);
}

class Shelf {
  #title = el("h2", { id: "shelf-title", tabIndex: -1, textContent: say("lesson.shelfTitle") });
  #root = el("dialog", { id: "shelf", "aria-labelledby": "shelf-title" });

  constructor() {
    this.#root.addEventListener("click", ({ target }) => {
      if (target === this.#root) this.#root.close();
    });
    document.body.append(this.#root);
  }

  show(all, on) {
    const leave = (run) => () => {
      this.#root.close();
      run();
    };
    const last = [button(say("lesson.shelfClose"), () => this.#root.close(), "primary")];
    if (on.tour) last.unshift(button(say("lesson.shelfTour"), leave(on.tour)));
    this.#root.replaceChildren(
      this.#title,
      el("p", { className: "hint", textContent: say("lesson.shelfIntro") }),
      el("ol", {}, ...all.map((lesson) => item(lesson, on, leave))),
      el("div", { className: "last" }, ...last),
    );
    this.#root.showModal();
    this.#title.focus({ preventScroll: true });
    this.#root.scrollTop = 0;
  }
}

// item is a lesson on the shelf. It goes on where the visitor left it; one that is finished begins anew.
function item(lesson, on, leave) {
  const { step = 0, finished = false } = kept(lesson.name) ?? {};
  const from = finished ? 0 : step;
  const question = el("a", { className: "question", href: address(lesson.address, from), textContent: lesson.question });
  question.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
    event.preventDefault();
    leave(() => on.open(lesson.name, from))();
  });
  const side = el("div", { className: "side" }, mark(lesson, kept(lesson.name)));
  if (on.print) side.append(printer(lesson, on.print));
  return el("li", { data: { lesson: lesson.name } }, question, side,
    el("details", { open: finished }, el("summary", { textContent: say("lesson.shelfAnswer") }), el("p", { textContent: lesson.answer })));
}

// mark says how far a lesson has come.
function mark({ steps }, come) {
  const text = !come ? "" : come.finished ? say("lesson.shelfFinished") : say("lesson.shelfBegun", { step: Math.min(come.step + 1, steps.length), steps: steps.length });
  return el("span", { className: come?.finished ? "mark finished" : "mark", textContent: text });
}

function printer(lesson, print) {
  const made = button(say("lesson.shelfPrintShort"), () => print(lesson), "quiet");
  made.setAttribute("aria-label", say("lesson.shelfPrint", { question: lesson.question }));
  return made;
}

// address is a link to a lesson within this page.
const address = (query, step) => (import.meta.single ? "#" : "?") + query + (step > 0 ? `&step=${step}` : "");

function button(text, run, className = "") {
  const made = el("button", { type: "button", className, textContent: text });
  made.addEventListener("click", run);
  return made;
}
