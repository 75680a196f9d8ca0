// What the words of a lesson mean, folded, for whoever meets them first.

import { el } from "../page/dom.js";
import { say } from "../text/lesson.js";

// glossary makes it.
export const glossary = ({ teacher: { words } }) => el("details", { className: "glossary" }, el("summary", { textContent: say("course.words") }),
  el("dl", {}, ...words.flatMap(({ word, means }) => [el("dt", { textContent: word }), el("dd", { textContent: means })])));
