// What the page loads when somebody wants a lesson.

import { lessonNamed, lessons } from "./data.js";

self.backflowLessons = { lessons, lessonNamed };
