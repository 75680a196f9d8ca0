// What is said once all steps are done: the prediction and what is right, the answer, what the lesson does not show.

import { el } from "../page/dom.js";
import { say } from "../text/lesson.js";
import { button, compared } from "./predict.js";

// conclusion makes it. on: {next(), print(), shelf(), again()}, each left out where there is none.
export function conclusion(lesson, guess, next, on) {
  const acts = el("div", { className: "acts" });
  if (next) acts.append(button("course.next", () => on.next(), { className: "primary", title: next.question }));
  if (on.print) acts.append(button("course.print", () => on.print()));
  acts.append(button("course.again", () => on.again()));
  if (on.shelf) acts.append(button("course.shelf", () => on.shelf()));
  return el("div", { className: "conclusion" },
    heading("course.predictionAnd"), compared(lesson, guess),
    heading("course.answer"), el("p", { className: "answer", textContent: lesson.answer }),
    heading("course.not"), el("p", { textContent: lesson.not }),
    heading("course.sources"), el("ul", { className: "note" }, ...lesson.sources.map((source) => el("li", { textContent: source }))),
    next ? el("p", { className: "note", textContent: say("course.nextIs", { question: next.question }) }) : "", acts);
}

const heading = (id) => el("h3", { textContent: say(id) });
