// How far the visitor has come in each lesson. The browser remembers it if it allows that.

const KEY = "backflow-lessons";

let known = {}; // by name: {step, finished}

// kept returns how far a lesson has come: {step, finished}, step counting those that are done; undefined if it
// was never begun.
export const kept = (name) => read()[name];

// keep notes how far a lesson has come. What is finished stays so.
export function keep(name, step, finished) {
  known = { ...read(), [name]: { step, finished: finished || kept(name)?.finished === true } };
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
