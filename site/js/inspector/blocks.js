// What the panel consists of: plain objects, so that they can be shown, spoken and copied alike.
// {heading}, {formula: tree}, {note, alarm}, {table: {head, rows}, about}, {drawing: svg(), about}.

import { toText } from "./formula.js";

export const heading = (text) => ({ heading: text });
export const formula = (tree) => ({ formula: tree });
export const note = (text, alarm = false) => ({ note: text, alarm });

// table has rows of cells: texts or formulas. about says what it is.
export const table = (about, head, rows) => ({ table: { head, rows }, about });

// drawing is made by a function; about says what it shows, for those who do not see it.
export const drawing = (about, draw) => ({ drawing: draw, about });

// cellText writes a cell.
export const cellText = (cell) => (typeof cell === "string" ? cell : toText(cell));

// text writes a block in lines.
export function text(block) {
  if (block.heading) return `\n${block.heading}`;
  if (block.formula) return toText(block.formula);
  if (block.table) return [block.table.head, ...block.table.rows].map((r) => r.map(cellText).join("\t")).join("\n");
  return block.note ?? block.about;
}
