// How the minibatch's mean of a derivative comes about.

import { say } from "../text/inspector.js";
import { drawing, formula, heading, note } from "./blocks.js";
import { symbol } from "./derivative.js";
import { bars } from "./drawings.js";
import { by, digits, equal, frac, id, num, op, plus, row, sum } from "./formula.js";
import * as s from "./symbols.js";
import { underflow } from "./zeros.js";

const MOST = 4; // examples that are written out

// batch returns the blocks about the mean of a weight, or about the size of a unit's δ.
export function batch(report) {
  const { unit, weight, mixed } = report;
  const blocks = [heading(say("inspector.theMean", { count: report.batch }))];
  if (!weight) {
    blocks.push(formula(equal(row(id("RMS"), id(" "), by(s.C, s.z)), num(unit.deltaRMS))), note(say("inspector.unitRMS")), ...underflow(unit.deltaRMS));
    return blocks;
  }
  const { parts, others, rest, mean } = weight;
  const shown = parts.slice(0, MOST);
  const hidden = parts.slice(MOST).reduce((total, p) => total + p, others > 0 ? rest : 0);
  const terms = shown.map(num);
  if (parts.length + others > MOST) terms.push(num(hidden));
  blocks.push(
    formula(equal(by(s.C, symbol(report)), row(frac(num(1), id("B")), row(sum("n"), by(id("E", "n"), symbol(report)))))),
    formula(equal(row(frac(num(1), num(report.batch)), op("·"), op("("), plus(...terms), op(")")), num(mean))),
    drawing(partsInWords(weight), () => bars(parts)),
    note(say(mixed ? "inspector.partsMixed" : "inspector.parts")),
    ...underflow(mean),
  );
  return blocks;
}

function partsInWords({ parts, others }) {
  const signs = [parts.filter((p) => p > 0).length, parts.filter((p) => p < 0).length, parts.filter((p) => p === 0).length];
  const [up, down, zero] = signs;
  return say("inspector.partsInWords", { shown: parts.length, all: parts.length + others, up, down, zero, least: digits(Math.min(...parts)), most: digits(Math.max(...parts)) });
}
