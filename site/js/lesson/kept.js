// How far the visitor has come in each lesson.

import { Remembered } from "./remembered.js";

const lessons = new Remembered("backflow-lessons");

// kept returns how far a lesson has come: {step, finished}, step counting those that are done; undefined if it
// was never begun.
export const kept = (name) => lessons.of(name);

// keep notes how far a lesson has come. What is finished stays so.
export const keep = (name, step, finished) => lessons.note(name, { step, finished: finished || kept(name)?.finished === true });
