// The control for a table of the viewer's own, which is chosen here or dropped anywhere on the
// page. Only the engine's worker gets it.

import { el, write } from "../page/dom.js";
import { say } from "../text/page.js";

const MOST_BYTES = 2e9; // the largest buffer of browsers

export class OwnTable {
  element;
  #said = el("p", { className: "hint", role: "status" });
  #curtain = el("div", { className: "drop", hidden: true, textContent: say("page.dropTable") });
  #on;

  // on: {offer(file) resolves to whether the file can be read, complain(sentence)}. Files may be dropped on the frame too.
  constructor(frame, on) {
    this.#on = on;
    const about = el("p", { className: "hint", id: "own-table-about", textContent: say("page.aboutTable") });
    const label = el("label", { htmlFor: "own-table", className: "name", textContent: say("page.ownTable") });
    this.element = el("div", { className: "control own-table" }, label, this.#picker(), about, this.#said);
    document.body.append(this.#curtain);
    this.#listen(window);
    frame.addEventListener("load", () => this.#listenWithin(frame));
  }

  // answered takes the table in force, {text} or null, and the name of the file that is being
  // read, "" for none: a large one takes a minute.
  answered({ table, reading }) {
    write(this.#said, reading ? say("page.tableRead", { name: reading }) : table?.text ?? "");
  }

  #picker() {
    const input = el("input", { type: "file", id: "own-table", accept: ".csv,.txt,text/csv,text/plain", "aria-describedby": "own-table-about" });
    input.addEventListener("change", () => {
      this.#take([...input.files]);
      input.value = ""; // the same file can be chosen again after a correction
    });
    return input;
  }

  #take(files) {
    if (files.length === 0) return;
    if (files.length > 1) {
      this.#on.complain(say("page.manyTables", { count: files.length }));
    } else if (files[0].size > MOST_BYTES) {
      this.#on.complain(say("page.tableTooLarge", { name: files[0].name, size: Math.round(files[0].size / 1e6), most: MOST_BYTES / 1e6 }));
    } else {
      this.#offer(files[0]);
    }
  }

  // Until the browser has read the file, the engine cannot say that it is being read.
  async #offer(file) {
    const before = this.#said.textContent;
    this.answered({ reading: file.name });
    if (!(await this.#on.offer(file))) write(this.#said, before);
  }

  // listen takes files that are dropped. Without this the browser would show them instead of
  // the page.
  #listen(target) {
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.#curtain.hidden = false;
    };
    target.addEventListener("dragenter", over);
    target.addEventListener("dragover", over);
    target.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.#curtain.hidden = true;
    });
    target.addEventListener("drop", (event) => {
      this.#curtain.hidden = true;
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.#take([...event.dataTransfer.files]);
    });
  }

  // The picture's document gets these events until the curtain is in front of it.
  #listenWithin(frame) {
    try {
      this.#listen(frame.contentWindow);
    } catch { /* pages from a file may not look into their own frames */ }
  }
}
