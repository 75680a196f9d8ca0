// <back-flow>: an embed as an element of somebody else's page, from one classic script.
//
//   <script src="https://…/embed.js"></script>
//   <back-flow depth="20" act="tanh" loading="auto"><a href="https://…/?depth=20&act=tanh"><img src="poster.svg" alt="…"></a></back-flow>
//
// Its children are a poster in a link. They are shown without the script, in feed readers,
// until the embed has drawn, and whenever it cannot draw.

import { Connection } from "./connection.js";
import { Crowd, Near } from "./crowd.js";
import { optionsOf, queryOf } from "./attributes.js";
import { Face } from "./face.js";
import { frugal } from "./seen.js";
import { words } from "./words.js";

const base = new URL("./", document.currentScript?.src || document.baseURI);
const near = new Near();
const crowd = new Crowd();

class BackFlow extends HTMLElement {
  #face = new Face(this.attachShadow({ mode: "open" }), () => this.#wanted());
  #connection = null; // to the frame; null before there is one
  #asked = null; // the newest query of set()
  #state = null; // the newest state event of the embed
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
    this.#drop(words("element.takenOut"));
  }

  // query is the embed's query, from set() or from its attributes.
  get query() { return this.#asked ?? queryOf(this); }
  set query(query) { this.set(query).catch(() => {}); }

  // state is the newest state event of the embed, {state, playing, drawn}; null before.
  get state() { return this.#state; }

  play() { return this.#call("play"); }
  pause() { return this.#call("pause"); }
  step(n = 1) { return this.#call("step", n); }
  reset() { return this.#call("reset"); }
  stats(...wish) { return this.#call("stats", ...wish); }

  async set(query) {
    if (typeof query !== "string") throw new TypeError(words("element.setTakesQuery"));
    this.#asked = query.replace(/^\?/, "");
    this.#face.link(this.#link());
    if (this.#connection) await this.#call("set", this.#asked);
  }

  // held reports whether the reader has to press a button first.
  #held() { return optionsOf(this).reveal === "manual" || frugal(); }

  #link() { return new URL(`./${this.query && "?"}${this.query}`, base).href; }

  // call calls the frame, and makes it if there is none.
  #call(name, ...args) {
    if (!this.isConnected) return Promise.reject(new Error(words("element.notInPage")));
    this.#reveal();
    return this.#connection.call(name, args);
  }

  // wanted: the reader has pressed the button.
  #wanted() { this.#call("take").catch(() => {}); }

  #reveal() {
    if (this.#connection) return;
    near.leave(this);
    const { controls, theme } = optionsOf(this);
    const src = new URL(`embed.html?${[this.query, `controls=${controls}`, `theme=${theme}`].filter(Boolean).join("&")}`, base).href;
    this.#connection = new Connection(this.#face.frame(src), new URL(src).origin, {
      event: (name, detail) => this.#hear(name, detail),
      failed: (text) => this.#fail(text),
    });
    this.#connection.query = this.query;
    crowd.join(this, (rest) => this.#connection?.call("rest", [rest]).catch(() => {}));
  }

  #hear(name, detail) {
    if (name === "state") {
      this.#state = detail;
      crowd.told(this, detail);
      this.#face.state(detail);
      return;
    }
    if (name === "error") this.#face.show(); // the frame shows the error, too
    if (["ready", "stats", "error"].includes(name)) this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // fail: there is no embed; the poster with its link stays.
  #fail(text) {
    this.#drop(text);
    this.#face.fail(text);
    this.dispatchEvent(new CustomEvent("error", { detail: { message: text } }));
  }

  #drop(why) {
    crowd.leave(this);
    this.#connection?.end(why);
    this.#connection = null;
    this.#face.away();
  }

  #changed(names) {
    if (names.every((name) => name === "poster")) return this.#face.dress(this, this.#link());
    this.#face.link(this.#link());
    if (!this.#connection) return;
    const { theme, controls } = optionsOf(this);
    if (names.some((name) => name === "theme" || name === "controls")) this.#connection.call("look", [{ theme, controls }]).catch(() => {});
    if (this.#asked === null && queryOf(this) !== this.#connection.query) this.#connection.call("set", [this.#connection.query = queryOf(this)]).catch(() => {});
  }
}

if (!customElements.get("back-flow")) customElements.define("back-flow", BackFlow);
