// What the visitor has predicted in each lesson: a number, or null for a prediction that was skipped.

import { Remembered } from "./remembered.js";

const guesses = new Remembered("backflow-predictions");

// guessed returns a prediction, undefined where none has been asked for.
export const guessed = (name) => guesses.of(name);

// guess notes a prediction; undefined takes it back.
export const guess = (name, value) => guesses.note(name, value);
