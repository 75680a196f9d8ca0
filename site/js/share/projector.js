// A QR code as large as the window, for a projector: black on white in any
// colours, with the link as text below it.

import { el } from "../page/dom.js";
import { say } from "../text/share.js";
import { button } from "./parts.js";
import { qrView } from "./qrview.js";

export class Projector {
  element = el("dialog", { id: "projector", "aria-label": say("share.codeOfLink") });

  show(link) {
    this.element.replaceChildren(
      qrView(link, say("share.codeOfLink")),
      el("p", { textContent: link }),
      button(say("share.close"), () => this.element.close()),
    );
    this.element.showModal();
  }
}
