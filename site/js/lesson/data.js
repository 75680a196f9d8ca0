// The lessons, as sim/lesson/page gathers them (Lesson there says what is in them), in words.

import { lessons as rows } from "../lessons.js";
import { saidAll } from "../text/lesson.js";

let said = null;

// lessons resolves to all lessons, in the order of the shelf.
export async function lessons() { return said ??= saidAll(rows); }

// lessonNamed resolves to one of them, undefined if there is none of the name.
export const lessonNamed = async (name) => (await lessons()).find((l) => l.name === name);
