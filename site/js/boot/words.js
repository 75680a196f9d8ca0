// The sentences in the place of the picture before the page's own script runs. The oldest
// failure stands first.

import { said } from "../text/say.js";

export class Words {
  #faults = []; // {message, fatal, name}; name: the file that may still come
  #waits = null; // messages
  #share = null; // of a page of one file
  #listener = null;
  #over = false; // the page's script runs
  #before = null; // the place as it was at first: {text, hidden}

  // fail says why the program cannot run.
  fail(message) { this.#add({ message, fatal: true, name: "" }); }

  // warn says what is missing although the program may run.
  warn(message, name = "") { this.#add({ message, fatal: false, name }); }

  // wait says what the page waits for, unless something has failed.
  wait(message) {
    this.#waits = message;
    this.#show();
  }

  // unpacked says how much of a page of one file has been unpacked.
  unpacked(share) {
    this.#share = share < 1 ? { id: "boot.unpacking", args: { percent: Math.floor(100 * share) } } : { id: "boot.startingEngine" };
    this.#show();
  }

  // arrived takes back the sentence about a file that was late.
  arrived(name) {
    this.#faults = this.#faults.filter((f) => f.name !== name);
    this.#show();
  }

  // failed says why the program cannot run, "" if it may.
  get failed() { return this.#faults.some((f) => f.fatal) ? this.#said().join(" ") : ""; }

  // hear leaves the place to the page's script. listener gets the sentences about missing
  // files now and whenever they change.
  hear(listener) {
    const tell = () => listener(this.failed ? [] : this.#said());
    tell(); // throws in a document that was cut short; the place keeps its sentence then
    this.#listener = tell;
    this.end();
  }

  // end: the page's script runs, and writes its own sentences.
  end() {
    if (this.#over) return;
    const place = this.#before && this.#place();
    this.#over = true;
    if (!place) return;
    if (place !== document.getElementById("curtain")) return place.remove();
    place.textContent = this.#before.text;
    place.hidden = this.#before.hidden;
  }

  #add(fault) {
    if (fault.fatal && this.failed) return;
    this.#faults.push(fault);
    this.#show();
  }

  // said lists the sentences. Files that are missing for the same reason as the program are
  // left out.
  #said() {
    const [fatal] = this.#faults.filter((f) => f.fatal);
    return this.#faults.filter((f) => f.fatal || !fatal || cause(f) !== cause(fatal)).map(({ message }) => said(message));
  }

  #show() {
    this.#listener?.();
    if (this.#over) return;
    const place = this.#place();
    this.#before = this.#before || { text: place.textContent, hidden: place.hidden };
    const text = this.#said().join(" ") || said(this.#waits || this.#share);
    place.textContent = text || this.#before.text;
    place.hidden = text ? false : this.#before.hidden;
  }

  // place is the document's element, or a new one where the document lacks it.
  #place() {
    const made = document.getElementById("without-curtain");
    const own = document.getElementById("curtain");
    if (own && made) made.remove();
    return own || made || make();
  }
}

function make() {
  const place = document.createElement("p");
  place.id = "without-curtain";
  place.setAttribute("role", "status");
  const parent = document.body || document.documentElement;
  return parent.insertBefore(place, document.body ? parent.firstChild : null);
}

// What differs from file to file, although the reason is the same.
const OF_FILE = ["name", "path", "sent", "wanted"];

// cause is a reason without the names of files and types.
function cause({ message }) {
  const { id, args = {} } = message.args?.why ?? message;
  return JSON.stringify([id, Object.entries(args).filter(([name]) => !OF_FILE.includes(name))]);
}
