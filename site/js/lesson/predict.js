// The prediction: a mark on a logarithmic gauge, or one of some choices.

import { el, write } from "../page/dom.js";
import { say } from "../text/lesson.js";
import { distance, marks, places, share, valueAt } from "./gauge.js";
import { figure } from "./verdict.js";

// predictor makes the form that asks. on: {commit(guess), skip()}
export function predictor({ predict }, on) {
  const commit = button("course.commit", () => on.commit(form.guess()), { id: "lesson-commit", className: "primary", disabled: true });
  const moved = () => { commit.disabled = false; };
  const form = predict.choices ? choices(predict, moved) : slider(predict, moved);
  return el("form", { id: "lesson-predict", onsubmit: (event) => { event.preventDefault(); } },
    el("p", { className: "flag", textContent: say("course.predictFirst") }),
    el("p", { className: "ask", id: "lesson-ask", textContent: predict.ask }),
    form.element,
    el("div", { className: "acts" }, commit, button("course.skip", () => on.skip(), { id: "lesson-skip", className: "quiet" })));
}

function slider({ low, high }, moved) {
  const ends = { low, high };
  const input = el("input", { type: "range", id: "lesson-guess", min: 0, max: places(ends), step: 1, value: Math.round(places(ends) / 2), autocomplete: "off", "aria-labelledby": "lesson-ask" });
  const output = el("output", { for: input.id, className: "guess" });
  const show = (said) => {
    const text = figure(valueAt(Number(input.value), ends));
    write(output, said ? text : "?");
    input.setAttribute("aria-valuetext", text);
    input.style.setProperty("--fill", `${(100 * input.value) / places(ends)}%`);
  };
  input.addEventListener("input", () => {
    show(true);
    moved();
  });
  show(false);
  return {
    element: el("div", { className: "gauge" }, output, input, scale(ends)),
    guess: () => valueAt(Number(input.value), ends),
  };
}

function choices({ choices: all }, moved) {
  const inputs = all.map((_, i) => el("input", { type: "radio", name: "lesson-choice", value: i + 1, autocomplete: "off" }));
  for (const input of inputs) input.addEventListener("change", moved);
  return {
    element: el("div", { className: "choices", role: "radiogroup", "aria-labelledby": "lesson-ask" },
      ...all.map((text, i) => el("label", {}, inputs[i], el("span", { textContent: text })))),
    guess: () => Number(inputs.find((input) => input.checked)?.value ?? 0),
  };
}

// scale is the line of marks under a gauge.
const scale = (ends) => el("div", { className: "marks", "aria-hidden": "true" }, ...marks(ends).map(({ at, label }) => put(el("span", { textContent: label }), at)));

function put(element, at) {
  element.style.setProperty("--at", `${100 * at}%`);
  return element;
}

// guessInWords says what was predicted, "" where nothing was.
export function guessInWords({ choices: all }, guess) {
  if (guess === null || guess === undefined) return "";
  return all ? all[guess - 1] ?? "" : figure(guess);
}

const COMPARED = { hit: "course.hit", close: "course.close", over: "course.over", under: "course.under" };

// compared sets what was predicted beside what is right.
export function compared({ predict }, guess) {
  const right = guessInWords(predict, predict.right);
  const made = guess !== null && guess !== undefined;
  const parts = [el("p", {}, mark("✓"), say("course.right", { right }))];
  if (!made) parts.push(el("p", { className: "note", textContent: say("course.noPrediction") }));
  else if (predict.choices) parts.unshift(el("p", {}, mark(guess === predict.right ? "✓" : "✗"), say("course.yours", { guess: guessInWords(predict, guess) })));
  else parts.unshift(el("p", {}, say("course.yours", { guess: figure(guess) }), " ", apart(predict, guess)), both(predict, guess));
  return el("div", { className: "compared" }, ...parts, el("p", { textContent: predict.why }));
}

const mark = (sign) => el("span", { className: "sign", "aria-hidden": "true", textContent: `${sign} ` });

function apart({ right }, guess) {
  const { word, times } = distance(guess, right);
  return el("b", { textContent: say(COMPARED[word], { times: figure(Number(times.toPrecision(2))) }) });
}

// both draws the two on one gauge.
const both = (ends, guess) => el("div", { className: "gauge both", "aria-hidden": "true" },
  el("div", { className: "line" }, put(el("i", { className: "yours" }), share(guess, ends)), put(el("i", { className: "right" }), share(ends.right, ends))), scale(ends));

export function button(id, run, more = {}) {
  const made = el("button", { type: "button", textContent: say(id), ...more });
  made.addEventListener("click", run);
  return made;
}
