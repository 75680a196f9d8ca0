// The part of the dialog with code that embeds the page's query elsewhere, and
// with a preview of what the code gives.

import { el } from "../page/dom.js";
import { say } from "../text/share.js";
import { elementCode, embedLink, fitted, iframeCode, LEAST, MOST } from "./links.js";
import { button, note, part, row } from "./parts.js";

const KINDS = [["iframe", "share.frame", iframeCode], ["element", "share.element", elementCode]];

export class Embed {
  element;
  #shown;
  #kind = KINDS[0];
  #size = { width: 720, height: 450 };
  #code = el("textarea", { readOnly: true, rows: 5, spellcheck: false, id: "share-code", "aria-label": say("share.codeLabel") });
  #stand = el("div", { className: "stand", hidden: true, tabIndex: 0, role: "region", "aria-label": say("share.preview") });
  #told = el("p", { className: "hint" });
  #open;
  #frame = null;

  // copy(field, what) copies a field's text and says so.
  constructor(shown, copy) {
    this.#shown = shown;
    this.#open = button(say("share.showPreview"), () => this.#preview());
    this.element = part(say("share.embed"),
      row(this.#kinds(), ...["width", "height"].map((side) => this.#side(side))),
      this.#code,
      row(button(say("share.copyCode"), () => copy(this.#code, { id: "share.theCode" })), this.#open),
      this.#told, this.#stand,
      note(say("share.aboutCode")));
    this.#write();
  }

  // end takes the preview away, which would train on behind a closed dialog.
  end() {
    this.#frame?.remove();
    this.#frame = null;
    this.#stand.hidden = true;
  }

  #kinds() {
    const choices = KINDS.map((kind) => {
      const input = el("input", { type: "radio", name: "share-kind", value: kind[0], checked: kind === this.#kind });
      input.addEventListener("change", () => {
        this.#kind = kind;
        this.#write();
      });
      return el("label", { className: "chip" }, input, el("span", { textContent: say(kind[1]) }));
    });
    return el("fieldset", { className: "segments" }, el("legend", { className: "hidden", textContent: say("share.kindOfCode") }), ...choices);
  }

  #side(side) {
    const input = el("input", { type: "number", min: LEAST[side], max: MOST[side], step: 1, value: this.#size[side], name: side, autocomplete: "off" });
    input.addEventListener("change", () => {
      input.value = this.#size[side] = fitted(input.value, side);
      this.#write();
    });
    return el("label", { className: "side" }, say(side === "width" ? "share.width" : "share.height"), " ", input);
  }

  #preview() {
    if (this.#frame) return this.#close();
    this.#frame = el("iframe", { src: embedLink(this.#shown.base, this.#shown.query), title: say("share.preview") });
    this.#stand.append(this.#frame);
    this.#stand.hidden = false;
    this.#write();
    this.#stand.scrollIntoView({ block: "nearest" });
  }

  #close() {
    this.end();
    this.#write();
  }

  // write shows what the choices give.
  #write() {
    const { width, height } = this.#size;
    const text = this.#kind[2](this.#shown.base, this.#shown.query, this.#size);
    this.#code.value = text;
    this.#open.textContent = say(this.#frame ? "share.hidePreview" : "share.showPreview");
    this.#told.textContent = say("share.size", { width, height });
    if (this.#frame) Object.assign(this.#frame, { width, height });
  }
}
