// The dialog to share what the page shows: a link, code to embed it, the picture
// as a file, and a QR code.

import { el } from "../page/dom.js";
import { say } from "../text/share.js";
import { copy } from "./copy.js";
import { Embed } from "./embed.js";
import { pageLink, reach } from "./links.js";
import { button, note, part, row } from "./parts.js";
import { Projector } from "./projector.js";
import { qrView } from "./qrview.js";

// Share is the dialog; one is made, and shown again with what is newest.
export class Share {
  #root = el("dialog", { id: "share-dialog", className: "share", "aria-labelledby": "share-title" });
  #title = el("h2", { id: "share-title", textContent: say("share.title"), tabIndex: -1 });
  #told = el("p", { className: "told", role: "status" });
  #embed = null; // the part with the preview
  #projector = new Projector();

  constructor() {
    document.body.append(this.#root, this.#projector.element);
    this.#root.addEventListener("close", () => this.#embed?.end());
    this.#root.addEventListener("click", ({ target }) => {
      if (target === this.#root) this.#root.close();
    });
  }

  // open shows the dialog. shown is {base, query, single, custom, title, desc}
  // of what is on the page; picture(title, desc) resolves to it as SVG, or "".
  open(shown, picture) {
    const link = pageLink(shown.base, shown.query, shown.single);
    this.#told.textContent = "";
    this.#embed = shown.single ? null : new Embed(shown, (field, what) => this.#copy(field, what));
    this.#root.replaceChildren(
      this.#title, this.#told,
      this.#link(link, shown), this.#code(link), this.#picture(shown, picture),
      this.#embed?.element ?? part(say("share.embed"), note(say("share.embedFromServer"))),
      button(say("share.close"), () => this.#root.close(), "primary"),
    );
    this.#root.showModal();
    this.#title.focus({ preventScroll: true });
    this.#root.scrollTop = 0;
  }

  #link(link, { base, custom }) {
    const field = el("input", { type: "text", readOnly: true, value: link, "aria-label": say("share.linkLabel"), id: "share-link" });
    const notes = [reach(base), custom && say("share.tableNotInLink")].filter(Boolean).map(note);
    return part(say("share.link"), row(field, button(say("share.copyLink"), () => this.#copy(field, { id: "share.theLink" }))), ...notes);
  }

  #code(link) {
    const view = qrView(link, say("share.codeOfLink"));
    if (!view) return part(say("share.code"), note(say("share.linkTooLong")));
    return part(say("share.code"), row(view, button(say("share.showLarge"), () => this.#projector.show(link))));
  }

  #picture(shown, picture) {
    const save = button(say("share.savePicture"), async () => {
      const text = await picture(shown.title, shown.desc);
      if (!text) return this.#say(say("share.noPicture"));
      download(text, "backflow.svg");
      this.#say(say("share.pictureSaved"));
    });
    return part(say("share.picture"), row(save), note(say("share.aboutPicture")));
  }

  async #copy(field, what) { this.#say(await copy(field, what)); }

  // say tells what has happened, also if it is what was told before.
  #say(text) {
    this.#told.textContent = "";
    requestAnimationFrame(() => { this.#told.textContent = text; });
  }
}

function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
