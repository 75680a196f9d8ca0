// What the page loads when somebody wants a lesson: js/lesson/offer.js asks for it.

import { later } from "../page/later.js";
import { courseOf } from "./course.js";
import { lessonNamed } from "./data.js";
import { printSheet, watchPrinting } from "./printing.js";
import { openShelf } from "./shelf.js";

const tour = async () => {
  if (!self.backflowTour) await later("tour.js");
  self.backflowTour();
};

const styles = import.meta.single ? Promise.resolve() : later("lesson.css");

// backflowLesson makes the lessons of a page, as offer.js describes it, once they have their styles.
self.backflowLesson = async (page) => {
  await styles;
  const shelf = () => openShelf({ open, print: printSheet, tour });
  const course = await courseOf(page, { shelf, print: printSheet });
  const open = (name, step) => course.open(name, step);
  if (!page.life) watchPrinting(() => course.name);
  return { open, shelf };
};

self.backflowLesson.named = lessonNamed; // for tests
