// The lessons' place in the page: their script is loaded once somebody wants one.

import { later } from "../page/later.js";
import { say } from "../text/page.js";

// lessons binds the button that opens the shelf. It returns a function that resolves to what
// js/lesson/main.js makes of the page ({open(name, step), shelf()}), undefined where it does not load.
export function lessons(button, page) {
  let made;
  const load = () => made ??= (self.backflowLessons ? Promise.resolve() : later("lesson.js"))
    .then(() => self.backflowLessons(page))
    .catch(() => {
      made = null;
      page.complain(say("engine.lessonsNotLoaded"));
    });
  button.addEventListener("click", async () => (await load())?.shelf());
  return load;
}
