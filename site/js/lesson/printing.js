// Prints a lesson on one page.

import { lessons } from "./data.js";
import { sheetOf } from "./sheet.js";

// What A4 and Letter both have room for within margins of 10 mm; css/lesson.css sets the width. Printers' fonts may
// be a little larger than the screen's, so that some of it stays free.
const TALLEST = 0.98 * (279.4 - 2 * 10) * 96 / 25.4; // CSS pixels
const SIZES = [11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8]; // points

let all = []; // the lessons, once they are known

// printSheet opens the browser's dialog to print a lesson.
export async function printSheet(lesson) {
  await ready();
  put(lesson.name);
  print();
}

// watchPrinting prints the sheet of the lesson that is open where the viewer prints the page. opened returns its
// name, "" for none.
export async function watchPrinting(opened) {
  await ready();
  addEventListener("beforeprint", () => {
    if (opened() && !document.getElementById("sheet")) put(opened());
  });
}

const ready = async () => { all = await lessons(); };

// put places the sheet in the document until it has been printed, in the largest type that leaves it on one page.
function put(name) {
  const number = all.findIndex((l) => l.name === name);
  if (number < 0) return;
  take();
  const sheet = sheetOf(all[number], number + 1, all.length);
  document.body.append(sheet);
  for (const size of SIZES) {
    sheet.style.fontSize = `${size}pt`;
    if (sheet.offsetHeight <= TALLEST) break;
  }
  document.documentElement.classList.add("on-paper");
  addEventListener("afterprint", take, { once: true });
}

function take() {
  document.getElementById("sheet")?.remove();
  document.documentElement.classList.remove("on-paper");
}
