// An image of the picture's last frame, in the place of a stage that sleeps.

import { el } from "../page/dom.js";
import { say } from "../text/page.js";

export class Still {
  #after;
  #image = null; // the element, while it is shown
  #picture = null; // Blob: the newest copy of a frame

  // The image comes right before an element.
  constructor(after) {
    this.#after = after;
  }

  // keep takes the newest copy, null where the browser gives no true one.
  keep(picture) { this.#picture = picture; }

  // show shows the newest copy, and resolves to whether there is one.
  async show() {
    this.hide();
    if (!this.#picture) return false;
    const image = this.#image = el("img", { className: "still", alt: say("page.lastFrame"), src: URL.createObjectURL(this.#picture) });
    this.#after.before(image);
    try {
      await image.decode();
    } catch {
      this.hide(); // the copy is damaged, or was hidden meanwhile
    }
    return this.#image === image;
  }

  // hide removes the image.
  hide() {
    if (!this.#image) return;
    URL.revokeObjectURL(this.#image.src);
    this.#image.remove();
    this.#image = null;
  }
}
