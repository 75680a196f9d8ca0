// The view of an embed: the picture with its colours, its one lane and its arrow keys, slow
// motion, and the row of controls, which may be hidden.

import { byId } from "../js/page/dom.js";
import { follow } from "../js/page/theme.js";
import { Picture } from "../js/stage/picture.js";
import { SlowMotion } from "../js/stage/slowmotion.js";

export class View {
  picture;
  slow = new SlowMotion((at) => this.picture.moment(at));
  visible = false; // the embed is in sight
  #options;
  #recolour;
  #alone = ""; // the label of the one lane that is shown, "" for all

  // options are those of options.js; look changes them. on: {connect(port), ready(),
  // drawn(), gone(), step(seq), target(message), again(sentence)} as those of Picture.
  constructor(options, on) {
    this.#options = options;
    this.picture = new Picture(byId("stage"), byId("curtain"), {
      ...on,
      ready: () => {
        this.slow.again();
        on.ready();
      },
      lane: (label) => this.#toggle(label),
      moment() {},
    });
    this.#recolour = follow(() => options.theme, (view) => this.picture.show(view));
    byId("picture").addEventListener("keydown", (event) => this.#key(event));
    this.look({});
  }

  // leads tells whether the numbers are those of the picture.
  get leads() { return this.picture.drawn && this.visible; }

  // look changes the theme, or shows or hides the controls.
  look(wish) {
    Object.assign(this.#options, wish);
    byId("row").hidden = this.#options.controls === "none";
    this.#recolour();
  }

  // toggle shows one lane alone, and all of them the next time.
  #toggle(label) {
    this.#alone = this.#alone === label ? "" : label;
    this.picture.show({ alone: this.#alone });
  }

  #key(event) {
    if (!/^(Arrow|Escape$)/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.picture.key(event.key);
  }
}
