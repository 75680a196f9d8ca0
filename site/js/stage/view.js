// The view of the networks: the picture, the line over it, slow motion, and the
// poster that stands there until the picture does.

import { Picture } from "./picture.js";
import { Poster } from "./poster.js";
import { SlowMotion } from "./slowmotion.js";
import { Viewbar } from "./viewbar.js";
import { watch } from "../engine/attention.js";
import { byId } from "../page/dom.js";

export class View {
  picture;
  slow = new SlowMotion((at) => this.picture.moment(at));
  #poster = new Poster(byId("poster"));
  #viewbar;
  #attention;

  // on: {connect(port), ready(), gone(), step(seq), again(sentence)} as those of Picture,
  // target(message),
  // unseen() when nobody sees the picture, and change(patch of values by name).
  constructor(on) {
    this.picture = new Picture(byId("stage"), byId("curtain"), {
      ...on,
      ready: () => {
        this.slow.again();
        on.ready();
      },
      drawn: () => this.#poster.lift(),
      target: (message) => {
        this.#viewbar.pointed(message);
        on.target(message);
      },
      moment: (text) => this.#viewbar.moment(text),
      lane: (label) => this.picture.show({ alone: this.#viewbar.toggle(label) }),
    });
    this.#viewbar = new Viewbar({
      view: (view) => on.change({ view }),
      lane: (alone) => this.picture.show({ alone }),
      confused: (confused) => this.picture.show({ confused }),
      key: (key) => this.picture.key(key),
    });
    this.#attention = watch([byId("picture")], on.unseen);
  }

  // leads tells whether the numbers are those of the picture: somebody sees it, and it
  // plays no training steps slowly.
  get leads() {
    const { seen, hidden } = this.#attention;
    return this.picture.drawn && seen && !hidden && !this.slow.plays;
  }

  // show takes the values in force.
  show(values) {
    this.#viewbar.show(values);
    this.slow.configure(values);
  }

  // answered takes the engine's answer: another query than the poster's has none.
  answered({ query, wanted }) { this.#poster.keepFor(wanted || query); }

  stats(stats) {
    this.#viewbar.stats(stats);
    this.slow.stats(stats);
  }
}
