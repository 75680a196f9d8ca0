// <back-flow>: an embed as an element of somebody else's page, from one classic script.
//
//   <script src="https://…/embed.js"></script>
//   <back-flow depth="20" act="tanh" loading="auto"><a href="https://…/?depth=20&act=tanh"><img src="poster.svg" alt="…"></a></back-flow>
//
// Its children are a poster in a link: what stands there without the script, in feed
// readers, until the embed has drawn, and whenever it cannot.

import { Around } from "./around.js";
import { Crowd, Near } from "./crowd.js";
import { optionsOf, queryOf } from "./attributes.js";
import { Face } from "./face.js";
import { frugal } from "./seen.js";

const base = new URL("./", document.currentScript?.src || document.baseURI);
const near = new Near();
const crowd = new Crowd();

class BackFlow extends HTMLElement {
  #face = new Face(this.attachShadow({ mode: "open" }), () => this.#wanted());
  #around = null; // the frame and what is said with it; null before it is revealed
  #asked = null; // the query of set(), null before
  #state = null; // the newest that the embed has said
  #changes = new MutationObserver((all) => this.#changed(all.map((m) => m.attributeName)));

  connectedCallback() {
    this.#changes.observe(this, { attributes: true });
    this.#face.dress(this, this.#link());
    const { loading } = optionsOf(this);
    if (this.#held()) this.#face.offer();
    else if (loading === "eager") this.#reveal();
    else near.watch(this, loading, () => this.#reveal());
  }

  disconnectedCallback() {
    this.#changes.disconnect();
    near.leave(this);
    this.#drop("The embed has been taken out of the page.");
  }

  // query is what the embed trains: by set(), or by its attributes.
  get query() { return this.#asked ?? queryOf(this); }
  set query(query) { this.set(query).catch(() => {}); }

  // state is what the embed last said of itself, {state, playing, drawn}; null before.
  get state() { return this.#state; }

  play() { return this.#call("play"); }
  pause() { return this.#call("pause"); }
  step(n = 1) { return this.#call("step", n); }
  reset() { return this.#call("reset"); }
  stats() { return this.#call("stats"); }

  async set(query) {
    if (typeof query !== "string") throw new TypeError("set takes a query as a string, such as \"depth=20&act=relu\".");
    this.#asked = query.replace(/^\?/, "");
    this.#face.link(this.#link());
    if (this.#around) await this.#call("set", this.#asked);
  }

  // held: the reader has to ask for it.
  #held() { return optionsOf(this).reveal === "manual" || frugal(); }

  #link() { return new URL(`./${this.query && "?"}${this.query}`, base).href; }

  // call asks the frame for something, which is reason enough to have one.
  #call(name, ...args) {
    if (!this.isConnected) return Promise.reject(new Error("The embed is not in the page."));
    this.#reveal();
    return this.#around.call(name, args);
  }

  // wanted: the reader has asked for this one.
  #wanted() { this.#call("take").catch(() => {}); }

  #reveal() {
    if (this.#around) return;
    near.leave(this);
    const { controls, theme } = optionsOf(this);
    const src = new URL(`embed.html?${[this.query, `controls=${controls}`, `theme=${theme}`].filter(Boolean).join("&")}`, base).href;
    this.#around = new Around(this.#face.frame(src), new URL(src).origin, {
      event: (name, detail) => this.#hear(name, detail),
      failed: (text) => this.#fail(text),
    });
    this.#around.query = this.query;
    crowd.join(this, (rest) => this.#around?.call("rest", [rest]).catch(() => {}));
  }

  #hear(name, detail) {
    if (name === "state") {
      this.#state = detail;
      crowd.told(this, detail);
      this.#face.state(detail);
      return;
    }
    if (name === "error") this.#face.show(); // where it says so, too
    if (["ready", "stats", "error"].includes(name)) this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // fail: there will be no embed, and the poster with its link stays.
  #fail(text) {
    this.#drop(text);
    this.#face.fail(text);
    this.dispatchEvent(new CustomEvent("error", { detail: { message: text } }));
  }

  #drop(why) {
    crowd.leave(this);
    this.#around?.end(why);
    this.#around = null;
    this.#face.away();
  }

  #changed(names) {
    if (names.every((name) => name === "poster")) return this.#face.dress(this, this.#link());
    this.#face.link(this.#link());
    if (!this.#around) return;
    const { theme, controls } = optionsOf(this);
    if (names.some((name) => name === "theme" || name === "controls")) this.#around.call("look", [{ theme, controls }]).catch(() => {});
    if (this.#asked === null && queryOf(this) !== this.#around.query) this.#around.call("set", [this.#around.query = queryOf(this)]).catch(() => {});
  }
}

if (!customElements.get("back-flow")) customElements.define("back-flow", BackFlow);
