// The lessons' place in the page: their script is loaded once somebody wants one.

import { part } from "../page/later.js";
import { asksForLesson } from "../page/query.js";

// lessons binds the button that opens the shelf, if there is one. Where the address begins a lesson, training rests until
// its script is there. page is {engine, settings, complain(sentence)}, in an embed life and begin, and elsewhere inspect,
// which takes messages stage-target. js/lesson/main.js makes {open(name, step), shelf()} of it.
export function lessons(button, page) {
  const { engine } = page;
  page.asked = page.settings.query;
  const load = part("Lesson", page, "engine.lessonsNotLoaded");
  button?.addEventListener("click", async () => (await load())?.shelf());
  if (!asksForLesson(page.asked)) return;
  engine.rest("lesson", true);
  load().then((course) => course || engine.rest("lesson", false));
}
