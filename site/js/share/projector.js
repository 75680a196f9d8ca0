// A QR code as large as the window, for a projector: black on white in any
// colours, with the link as text below it.

import { el } from "../page/dom.js";
import { button } from "./parts.js";
import { qrView } from "./qrview.js";

export class Projector {
  element = el("dialog", { id: "projector", "aria-label": "QR code of the link" });

  show(link) {
    this.element.replaceChildren(
      qrView(link),
      el("p", { textContent: link }),
      button("Close", () => this.element.close()),
    );
    this.element.showModal();
  }
}
