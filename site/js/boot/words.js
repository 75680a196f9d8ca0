// What is said where the picture will be, before the page's own script is there
// to say anything. What fails first stands first.

export class Words {
  #faults = []; // {what, why, fatal, name}; name: of what may still come
  #waits = "";
  #share = ""; // of a page of one file, in words
  #listener = null;
  #over = false; // the page's script has come
  #before = null; // what the place said at first: {text, hidden}

  // fail says why the program cannot run.
  fail(what, why) { this.#add({ what, why, fatal: true, name: "" }); }

  // miss says what is missing although the program may run.
  miss(what, why, name = "") { this.#add({ what, why, fatal: false, name }); }

  // wait says what the page waits for; what is wrong goes before.
  wait(sentence) {
    this.#waits = sentence;
    this.#show();
  }

  // unpacked says how much of a page of one file has been.
  unpacked(share) {
    this.#share = share < 1 ? `Unpacking: ${Math.floor(100 * share)} %…` : "Starting the engine…";
    this.#show();
  }

  // came takes back what has been said of a part that was late.
  came(name) {
    this.#faults = this.#faults.filter((f) => f.name !== name);
    this.#show();
  }

  // failed is why the program cannot run, "" if it may.
  get failed() { return this.#faults.some((f) => f.fatal) ? this.#said().join(" ") : ""; }

  // hear leaves the place to the page's script, and tells it what is missing
  // although it runs: listener is called with the sentences now and whenever they are others.
  hear(listener) {
    const tell = () => listener(this.failed ? [] : this.#said());
    tell(); // throws in a document that is cut short: then the place keeps its sentence
    this.#listener = tell;
    this.end();
  }

  // end: the page's script has come, and speaks for itself.
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

  // said leaves out what is missing for the same reason for which the program
  // cannot run.
  #said() {
    const [fatal] = this.#faults.filter((f) => f.fatal);
    return this.#faults.filter((f) => f.fatal || !fatal || cause(f) !== cause(fatal)).map(sentence);
  }

  #show() {
    this.#listener?.();
    if (this.#over) return;
    const place = this.#place();
    this.#before = this.#before || { text: place.textContent, hidden: place.hidden };
    const text = this.#said().join(" ") || this.#waits || this.#share;
    place.textContent = text || this.#before.text;
    place.hidden = text ? false : this.#before.hidden;
  }

  // place is the document's own, or one that is made where that has not come.
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

// cause is a reason without the names of files and kinds.
const cause = ({ why }) => why.replace(/\S+\.(js|css)|text\/\w+/g, "");

const sentence = ({ what, why }) => what + why.replace(/[^.!?…]$/, "$&.");
