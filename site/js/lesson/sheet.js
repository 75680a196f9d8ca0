// The sheet: a lesson on one page of paper. The upper half is the learner's, the lower one the teacher's, with the
// answers.

import { el } from "../page/dom.js";
import { pageLink } from "../share/pagelink.js";
import { qrView } from "../share/qrview.js";
import { say } from "../text/lesson.js";
import { figure, signs } from "./figure.js";
import { paperGauge } from "./papergauge.js";

// sheetOf makes the sheet of a lesson; number of count says which one it is.
export const sheetOf = (lesson, number, count) => el("article", { id: "sheet" },
  head(lesson, number, count),
  half("learner", predict(lesson.predict), ...lesson.steps.map(step)),
  el("h2", {}, say("lesson.sheetTeacher"), el("small", { textContent: say("lesson.sheetFold") })),
  half("teacher", ...teacher(lesson)),
);

const half = (name, ...parts) => el("div", { className: `half ${name}` }, ...parts);
const part = (title, ...content) => el("section", {}, el("h3", { textContent: title }), ...content);
const text = (textContent) => el("p", { textContent });
const list = (tag, texts) => el(tag, {}, ...texts.map((textContent) => el("li", { textContent })));

function head({ question, address }, number, count) {
  const link = pageLink(document.baseURI, address, import.meta.single);
  const code = import.meta.single ? null : qrView(link, say("lesson.sheetCode"));
  return el("header", {},
    el("div", {}, el("p", { className: "of", textContent: say("lesson.sheetOf", { number, count }) }), el("h1", { textContent: question }), el("p", { className: "address", textContent: link })),
    code ?? "",
  );
}

function predict({ ask, choices, low, high }) {
  const answer = choices ? el("ul", { className: "boxes" }, ...choices.map((textContent) => el("li", { textContent }))) : paperGauge(low, high);
  return part(say("lesson.sheetPredict"), text(ask), choices ? "" : el("p", { className: "hint", textContent: say("lesson.sheetGauge") }), answer);
}

function step({ do: what, claims }, i) {
  return part(say("lesson.sheetStep", { number: i + 1 }), text(what), el("table", {},
    el("thead", {}, row("th", say("lesson.sheetNumber"), say("lesson.sheetMeasured"))),
    el("tbody", {}, ...claims.map((claim) => row("td", claim.quantity, ""))),
  ));
}

const row = (tag, ...cells) => el("tr", {}, ...cells.map((textContent) => el(tag, { textContent })));

const expected = ({ quantity, relation, value, from }) => `${quantity} ${signs[relation]} ${figure(value)} (${from})`;

// seen is what a step has to show, and its numbers.
const seen = ({ see, claims }) => el("li", {}, see, el("p", { className: "hint", textContent: say("lesson.sheetExpected", { numbers: claims.map(expected).join("; ") }) }));

const teacher = ({ teacher: { goals, words, before, after }, predict: { why }, steps, answer, not, sources }) => [
  part(say("lesson.sheetGoals"), list("ul", goals)),
  part(say("lesson.sheetWords"), el("dl", {}, ...words.map(({ word, means }) => pair(word, means)))),
  part(say("lesson.sheetBefore"), ...before.map(asked)),
  part(say("lesson.sheetRight"), text(why)),
  part(say("lesson.sheetSee"), el("ol", {}, ...steps.map(seen))),
  part(say("lesson.sheetAnswer"), text(answer)),
  part(say("lesson.sheetAfter"), ...after.map(asked)),
  part(say("lesson.sheetNot"), text(not)),
  part(say("lesson.sheetSources"), list("ul", sources)),
];

const pair = (term, means) => el("div", {}, el("dt", { textContent: term }), el("dd", { textContent: means }));
const asked = ({ question, answer }) => el("div", { className: "asked" }, text(question), el("p", { className: "reply", textContent: answer }));
