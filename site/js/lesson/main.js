// What the page loads when somebody wants a lesson: js/lesson/offer.js asks for it.

import { later } from "../page/later.js";
import { courseOf } from "./course.js";
import { openShelf } from "./shelf.js";

const styles = import.meta.single ? Promise.resolve() : later("lesson.css");

// backflowLessons makes the lessons of a page, as offer.js describes it, once they have their styles.
self.backflowLessons = async (page) => {
  await styles;
  const shelf = () => openShelf({ open });
  const course = await courseOf(page, { shelf });
  const open = (name, step) => course.open(name, step);
  return { open, shelf };
};
