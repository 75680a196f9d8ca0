// The panel of a lesson: the question, the prediction, the steps, and the answer.

import { byId, el, write } from "../page/dom.js";
import { say } from "../text/lesson.js";
import { conclusion } from "./conclusion.js";
import { button, guessInWords, predictor } from "./predict.js";
import { Steps } from "./steps.js";
import { counted } from "./verdict.js";
import { glossary } from "./words.js";

export class Panel {
  #root;
  #kicker = el("p", { className: "kicker" });
  #title = el("h2", { id: "lesson-title", tabIndex: -1 });
  #content = el("div", { className: "content", tabIndex: 0, role: "group", "aria-labelledby": "lesson-title" });
  #veil = el("div", { className: "lesson-veil", hidden: true }, el("p", { textContent: say("course.veil") }));
  #told = el("p", { className: "hidden", role: "status" });
  #fold;
  #on;
  #lesson = null;
  #steps = null;
  #end = null; // the conclusion
  #at = -1; // the step under way

  // on: {do(), anew(), again(), commit(guess), skip(), next(lesson), leave(), print(lesson), shelf(), reveal(part)}; the last four where there are such
  constructor(on) {
    this.#on = on;
    this.#fold = button("course.fold", () => this.#turn(), { className: "fold-button", "aria-expanded": "true" });
    const tools = el("div", { className: "tools" }, this.#fold);
    if (on.shelf) tools.append(button("course.shelf", () => on.shelf(), { className: "quiet" }));
    if (on.leave) tools.append(button("course.leave", () => on.leave(), { className: "quiet" }));
    this.#root = el("section", { id: "lesson", "aria-labelledby": "lesson-title", hidden: true },
      el("div", { className: "head" }, el("div", { className: "top-line" }, this.#kicker, tools), this.#title), this.#content, this.#told);
    this.#root.addEventListener("keydown", (event) => this.#key(event));
    const view = document.querySelector(".embed .view");
    if (view) view.append(this.#root);
    else document.querySelector("main").prepend(this.#root); // before what it is about
    byId("picture").append(this.#veil);
  }

  get open() { return !this.#root.hidden; }

  // show begins a lesson, at a step. It asks for a prediction first where guess is undefined.
  show(lesson, { number, count, step, guess, next }) {
    this.#lesson = lesson;
    this.#at = step;
    Object.assign(this.#root.dataset, { lesson: lesson.name, step });
    write(this.#kicker, say("course.kicker", { number, count }));
    write(this.#title, lesson.question);
    this.#steps = new Steps(lesson, this.#on);
    this.#end = () => conclusion(lesson, guess, next, { ...this.#on, next: () => this.#on.next(next), print: this.#on.print && (() => this.#on.print(lesson)) });
    this.#open(true);
    if (guess === undefined) this.#ask(lesson);
    else this.#work(lesson, guess);
    this.#root.hidden = false;
    document.documentElement.classList.add("lesson");
  }

  #ask(lesson) {
    this.#predicting(true);
    this.#content.replaceChildren(predictor(lesson, this.#on), glossary(lesson));
    this.#content.scrollTop = 0;
  }

  #work({ predict }, guess) {
    this.#predicting(false);
    const said = guessInWords(predict, guess);
    this.#content.replaceChildren(el("p", { className: "note yours", textContent: said ? say("course.yours", { guess: said }) : say("course.noPrediction") }), this.#steps.element, glossary(this.#lesson));
  }

  #predicting(on) {
    document.documentElement.classList.toggle("predicting", on);
    this.#veil.hidden = !on;
  }

  // progress shows the engine's report; verdicts are those of each step.
  progress(report, verdicts) {
    const { step, finished } = report;
    this.#root.dataset.step = step;
    this.#steps.show(report, verdicts);
    if (finished && !this.#content.querySelector(".conclusion") && !document.documentElement.classList.contains("predicting")) this.#content.append(this.#end());
    if (step > this.#at) this.#finished(step, verdicts);
    this.#at = step;
  }

  // finished says that a step is done, and shows what has come of it.
  #finished(step, verdicts) {
    const { holds, count } = counted(this.#lesson.steps[step - 1], verdicts[step - 1]);
    const next = this.#lesson.steps[step];
    write(this.#told, [say("course.toldDone", { step, holds, count }), next ? say("course.toldNext", { do: next.do }) : say("course.toldEnd")].join(" "));
    const item = this.#steps.item(step - 1);
    if (this.#root.contains(document.activeElement)) (this.#steps.item(step) ?? item).focus({ preventScroll: true });
    this.#content.scrollTo({ top: item.offsetTop - this.#content.offsetTop, behavior: calm() ? "auto" : "smooth" });
  }

  busy(on) { this.#steps?.busy(this.#at, on); }

  hide() {
    this.#root.hidden = true;
    this.#predicting(false);
    this.#open(true);
    document.documentElement.classList.remove("lesson");
  }

  // focus goes to the question, or to the first step.
  focus() { (this.#steps?.element.isConnected ? this.#steps.item(this.#at) ?? this.#title : this.#title).focus({ preventScroll: true }); }

  // key: Escape folds the sheet of a narrow page, and goes back to the picture.
  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#fold.offsetWidth > 0) this.#open(false);
    byId("picture").focus({ preventScroll: true });
  }

  #turn() { this.#open(document.documentElement.classList.contains("lesson-folded")); }

  #open(on) {
    document.documentElement.classList.toggle("lesson-folded", !on);
    this.#fold.setAttribute("aria-expanded", on);
    write(this.#fold, say(on ? "course.fold" : "course.unfold"));
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
