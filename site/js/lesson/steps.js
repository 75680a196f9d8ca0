// The list of a lesson's steps: what to do, how far it is done, and what has come of it.

import { el, write } from "../page/dom.js";
import { say } from "../text/lesson.js";
import { wanted } from "./doing.js";
import { button } from "./predict.js";
import { counted, expected, figure, verdictOf } from "./verdict.js";

export class Steps {
  element;
  #items;

  // on: {do(), anew()}, inspect(place) where there is an inspector, reveal(name of a part) where the page scrolls, and
  // there(name of a part) where some are missing
  constructor(lesson, on) {
    this.#items = lesson.steps.map((step, i) => new Item(step, i, lesson.steps.length, on));
    this.element = el("ol", { className: "steps", "aria-label": say("course.steps") }, ...this.#items.map((item) => item.element));
  }

  // show takes the engine's report of progress; verdicts are those of each step.
  show(progress, verdicts) {
    this.#items.forEach((item, i) => item.show(progress, verdicts[i], i));
  }

  // busy tells that a step is being done for the visitor.
  busy(step, on) { this.#items[step]?.busy(on); }

  // item returns the element of a step.
  item(step) { return this.#items[step]?.element; }
}

class Item {
  element;
  #step;
  #head = el("summary");
  #look;
  #body;
  #do;
  #bar = el("progress", { max: 1, value: 0 });
  #count = el("span", { className: "note" });
  #play;
  #after;
  #claims;
  #number;

  constructor(step, i, count, on) {
    this.#step = step;
    this.#number = say("course.step", { step: i + 1, steps: count });
    this.#do = button("course.do", () => on.do(), { data: { do: "" } });
    this.#play = el("div", { className: "played", hidden: true }, this.#bar, this.#count);
    this.#bar.setAttribute("aria-label", this.#number);
    this.#claims = step.claims.map((claim) => new Row(claim));
    this.#after = el("div", { className: "after", hidden: true }, el("p", { className: "see", textContent: step.see }), ...looksInto(step.inspect, on), ...this.#table());
    this.#look = looksAt(step.look, on);
    this.#body = el("div", { className: "body" },
      this.#play,
      el("div", { className: "acts" }, this.#do, button("course.anew", () => on.anew(), { className: "quiet" })));
    this.element = el("li", { data: { stepItem: i }, tabIndex: -1 });
    this.element.append(el("details", { className: "fold" }, this.#head, this.#look, this.#body, this.#after));
  }

  #table() {
    if (this.#claims.length === 0) return [];
    const head = ["course.headNumber", "course.headExpected", "course.headMeasured", "course.headVerdict"];
    return [el("table", { className: "claims" }, el("thead", {}, el("tr", {}, ...head.map((id) => el("th", { scope: "col", textContent: say(id) })))), el("tbody", {}, ...this.#claims.map((row) => row.element)))];
  }

  // show: where a step is done, under way, or ahead. The newest that is done stays unfolded.
  show({ step: at, rounds, done }, verdicts, i) {
    const state = i < at ? "done" : i === at ? "now" : "ahead";
    const turned = this.element.dataset.state !== state || (state === "done" && this.element.dataset.newest !== String(i === at - 1));
    this.element.dataset.state = state;
    this.element.dataset.newest = i === at - 1;
    if (state === "now") this.element.setAttribute("aria-current", "step");
    else this.element.removeAttribute("aria-current");
    if (turned) this.element.querySelector("details").open = state === "now" || i === at - 1;
    this.#title(state, verdicts);
    this.#look.hidden = state === "ahead" || this.#look.childElementCount < 2; // the word alone
    this.#body.hidden = state !== "now";
    this.#after.hidden = state !== "done";
    this.#show(wanted(this.#step), rounds, state === "now" && done.length > 0 && !done.includes(false));
    this.#claims.forEach((row, k) => row.show(verdicts?.[k]));
  }

  #title(state, verdicts) {
    const { holds, count } = counted(this.#step, verdicts);
    const sum = state === "done" && verdicts ? say("course.someHold", { holds, count }) : "";
    this.#head.replaceChildren(
      el("span", { className: "nth" }, el("span", { className: "sign", "aria-hidden": "true", textContent: state === "done" ? "✓ " : "" }), this.#number, state === "done" ? ` · ${say("course.done")}` : ""),
      el("span", { className: "do", textContent: this.#step.do }), el("span", { className: "note", textContent: sum }));
  }

  #show(rounds, played, measuring) {
    this.#play.hidden = rounds === 0 && !measuring;
    this.#bar.hidden = rounds === 0;
    this.#bar.max = Math.max(1, rounds);
    this.#bar.value = Math.min(played, rounds);
    write(this.#count, measuring ? say("course.measuring") : say("course.played", { played: Math.min(played, rounds), count: rounds }));
  }

  busy(on) {
    this.#do.setAttribute("aria-disabled", on); // one that is disabled would lose the focus
    write(this.#do, say(on ? "course.doing" : "course.do"));
  }
}

// looksAt names what a step is about, of what is there; each is a button that leads there, where the page scrolls.
function looksAt(all, { reveal, there = () => true }) {
  const parts = all.filter(({ name }) => there(name));
  const name = (part) => (reveal
    ? button("course.look", () => reveal(part.name), { className: "link", textContent: part.label, data: { part: part.name } })
    : el("span", { textContent: part.label }));
  return el("p", { className: "look note" }, el("span", { textContent: say("course.look") }), ...parts.map(name));
}

// looksInto is the button that opens the inspector where a step has something to show in it.
function looksInto(place, { inspect }) {
  if (!place || !inspect) return [];
  const id = place.unit < 0 ? "course.inspectLayer" : "course.inspectUnit";
  const textContent = say(id, { layer: place.layer + 1, unit: place.unit + 1 });
  return [el("p", { className: "acts" }, button(id, () => inspect(place), { textContent, data: { inspect: "" } }))];
}

// Row is a claim: what is expected, what was measured, and whether it holds.
class Row {
  element;
  #claim;
  #expected = el("td");
  #measured = el("td");
  #verdict = el("td", { className: "verdict" });

  constructor(claim) {
    this.#claim = claim;
    this.element = el("tr", { data: { claim: claim.quantity } }, el("th", { scope: "row", textContent: claim.quantity }), this.#expected, this.#measured, this.#verdict);
  }

  show(verdict) {
    const { state, sign, words } = verdictOf(verdict);
    Object.assign(this.element.dataset, { verdict: state, measured: verdict?.measured ?? "", expected: verdict?.expected ?? this.#claim.value });
    this.#expected.replaceChildren(expected(this.#claim, verdict), el("span", { className: "note", textContent: this.#claim.from }));
    write(this.#measured, verdict?.known ? figure(verdict.measured) : "–");
    this.#verdict.replaceChildren(el("span", { className: "sign", "aria-hidden": "true", textContent: `${sign} ` }), words);
  }
}
