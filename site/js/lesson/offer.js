// The lessons' place in the page: their script is loaded once somebody wants one.

import { part } from "../page/later.js";
import { say } from "../text/page.js";

// lessons binds the button that opens the shelf, if there is one. Where the address begins a lesson, training rests until
// its script is there. page is {engine, settings, complain(sentence)}, in an embed life, and elsewhere inspect, which takes messages stage-target. lessons returns a function that
// resolves to what js/lesson/main.js makes of it ({open(name, step), shelf()}), undefined where it does not load.
export function lessons(button, page) {
  const { engine } = page;
  const asked = /(?:^|&)lesson=([^&]*)/.exec(page.settings.query)?.[1];
  const load = part("backflowLessons", "lesson.js", { ...page, asked }, () => {
    engine.rest("lesson", false);
    page.complain(say("engine.lessonsNotLoaded"));
  });
  button?.addEventListener("click", async () => (await load())?.shelf());
  if (asked) {
    engine.rest("lesson", true);
    load();
  }
  return load;
}
