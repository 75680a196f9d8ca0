// What the visitor has predicted in each lesson: a number, or null for a prediction that was skipped. The browser
// remembers it if it allows that.

const KEY = "backflow-predictions";

let known = {};

// guessed returns a prediction, undefined where none has been asked for.
export const guessed = (name) => read()[name];

// guess notes a prediction; undefined takes it back.
export function guess(name, value) {
  known = { ...read(), [name]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(known));
  } catch { /* no storage: not remembered beyond this visit */ }
}

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return found && typeof found === "object" ? found : known;
  } catch {
    return known; // no storage, or somebody else's words in it
  }
}
