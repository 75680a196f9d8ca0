// Blocks as elements of the panel.

import { el } from "../page/dom.js";
import { toLines, toMath, toText } from "./formula.js";

// render makes the elements of blocks, a section for each heading.
export function render(blocks) {
  const sections = [el("section")];
  for (const block of blocks) {
    if (block.heading) sections.push(el("section", {}, el("h3", { textContent: block.heading })));
    else sections.at(-1).append(element(block));
  }
  return sections.filter((s) => s.children.length > 0);
}

function element(block) {
  if (block.formula) return math(block.formula);
  if (block.table) return tabular(block);
  if (block.drawing) return el("figure", { role: "img", "aria-label": block.about }, ...[block.drawing()].flat());
  return el("p", { className: block.alarm ? "note alarm" : "note", textContent: block.note });
}

// math shows a formula, and gives it as text to those who do not see it.
const math = (tree) => el("div", { className: "math", role: "img", "aria-label": toText(tree), tabIndex: 0 }, ...toLines(tree));

const tabular = ({ table: { head, rows }, about }) => el("div", { className: "across", role: "region", "aria-label": about, tabIndex: 0 }, el("table", {},
  el("thead", {}, el("tr", {}, ...head.map((h) => el("th", { scope: "col", textContent: h })))),
  el("tbody", {}, ...rows.map(([first, ...rest]) => el("tr", {}, cell("th", first), ...rest.map((c) => cell("td", c))))),
));

function cell(tag, content) {
  const made = el(tag, tag === "th" ? { scope: "row" } : {});
  if (typeof content === "string") made.textContent = content;
  else {
    const written = toMath(content);
    written.setAttribute("aria-hidden", "true");
    made.append(written, el("span", { className: "hidden", textContent: toText(content) }));
  }
  return made;
}
