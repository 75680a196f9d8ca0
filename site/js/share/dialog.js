// The dialog to share what the page shows: a link, code to embed it, the picture
// as a file, and a QR code.

import { el } from "../page/dom.js";
import { copy } from "./copy.js";
import { Embed } from "./embed.js";
import { pageLink, reach } from "./links.js";
import { button, note, part, row } from "./parts.js";
import { Projector } from "./projector.js";
import { qrView } from "./qrview.js";

// Share is the dialog; one is made, and shown again with what is newest.
export class Share {
  #root = el("dialog", { id: "share-dialog", className: "share", "aria-labelledby": "share-title" });
  #title = el("h2", { id: "share-title", textContent: "Share what you see", tabIndex: -1 });
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
      this.#embed?.element ?? part("Embed", note("This page is one file. To embed Backflow in a page of your own, open it from a server and share it from there.")),
      button("Close", () => this.#root.close(), "primary"),
    );
    this.#root.showModal();
    this.#title.focus({ preventScroll: true });
    this.#root.scrollTop = 0;
  }

  #link(link, { base, custom }) {
    const field = el("input", { type: "text", readOnly: true, value: link, "aria-label": "Link to this page with its settings", id: "share-link" });
    const notes = [reach(base), custom && "A table of your own is not in a link: whoever opens it needs the file."].filter(Boolean).map(note);
    return part("Link", row(field, button("Copy link", () => this.#copy(field, "The link"))), ...notes);
  }

  #code(link) {
    const view = qrView(link);
    if (!view) return part("QR code", note("The link is too long for a QR code that a camera could read; settings that are as at first make it shorter."));
    return part("QR code", row(view, button("Show it large, for a projector", () => this.#projector.show(link))));
  }

  #picture(shown, picture) {
    const save = button("Save the picture as SVG", async () => {
      const text = await picture(shown.title, shown.desc);
      if (!text) return this.#say("There is no picture to save yet.");
      download(text, "backflow.svg");
      this.#say("The picture is saved as backflow.svg.");
    });
    return part("Picture", row(save), note("What is on the stage now, as a file in which text stays text: for slides, or as a poster of an embed."));
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
