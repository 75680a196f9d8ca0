// What the page loads when somebody wants a lesson: js/lesson/offer.js asks for it.

import { later } from "../page/later.js";
import { lessonNamed } from "./data.js";
import { openShelf } from "./shelf.js";

const styles = import.meta.single ? Promise.resolve() : later("lesson.css");

// backflowLessons makes the lessons of a page: {choose(query), complain(sentence)}, once they have their styles.
self.backflowLessons = (page) => styles.then(() => {
  const open = async (name, step = 0) => page.choose((await lessonNamed(name)).address + (step > 0 ? `&step=${step}` : ""));
  return { open, shelf: () => openShelf({ open }) };
});
