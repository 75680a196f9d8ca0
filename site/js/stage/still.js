// The picture's last frame, as an image in the place of a stage that sleeps.

import { el } from "../page/dom.js";

export class Still {
  #after;
  #image = null; // on show
  #picture = null; // Blob: the newest copy of a frame

  // The image comes right before an element.
  constructor(after) {
    this.#after = after;
  }

  // keep takes the newest copy; null where there is no true one.
  keep(picture) { this.#picture = picture; }

  // show puts the newest copy up, and resolves to whether there is one that can be seen.
  async show() {
    this.hide();
    if (!this.#picture) return false;
    const image = this.#image = el("img", { className: "still", alt: "The last frame of the picture.", src: URL.createObjectURL(this.#picture) });
    this.#after.before(image);
    try {
      await image.decode();
    } catch {
      this.hide(); // it is damaged, or has been hidden meanwhile
    }
    return this.#image === image;
  }

  // hide takes the image away.
  hide() {
    if (!this.#image) return;
    URL.revokeObjectURL(this.#image.src);
    this.#image.remove();
    this.#image = null;
  }
}
