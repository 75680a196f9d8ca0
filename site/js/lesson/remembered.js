// What the browser remembers of lessons, by name, if it allows that; otherwise this visit remembers it.

export class Remembered {
  #key;
  #known = {};

  constructor(key) { this.#key = key; }

  of(name) { return this.#read()[name]; }

  // note remembers a value; undefined takes it back.
  note(name, value) {
    this.#known = { ...this.#read(), [name]: value };
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#known));
    } catch { /* no storage: not remembered beyond this visit */ }
  }

  #read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.#key));
      return found && typeof found === "object" ? found : this.#known;
    } catch {
      return this.#known; // no storage, or somebody else's words in it
    }
  }
}
