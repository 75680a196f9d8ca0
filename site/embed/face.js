// The contents of <back-flow>: the poster, the frame over it, and between them a button or a
// sentence.

import { words } from "./words.js";

const STYLE = `
:host { display: block; position: relative; overflow: hidden; aspect-ratio: 16 / 10; min-height: 200px; min-width: 0; contain: content; font: 0.875rem/1.4 system-ui, sans-serif; }
:host([hidden]) { display: none; }
slot, .poster, .frame { position: absolute; inset: 0; width: 100%; height: 100%; display: block; border: 0; }
::slotted(*) { display: block; width: 100%; height: 100%; margin: 0; }
.poster img { width: 100%; height: 100%; object-fit: contain; display: block; }
.frame { opacity: 0; pointer-events: none; color-scheme: normal; }
.shown .frame { opacity: 1; pointer-events: auto; }
.shown slot, .shown .poster, .shown .panel { visibility: hidden; }
.panel { position: absolute; inset: auto 0 0; display: flex; flex-wrap: wrap; gap: 0.5rem 0.9rem; align-items: center; justify-content: center; padding: 0.6rem; }
.panel > * { background: #111726; color: #e9edf7; border: 1px solid #5b86d8; border-radius: 0.5rem; padding: 0.4rem 0.9rem; margin: 0; font: inherit; }
.panel button { background: #253a69; cursor: pointer; font-weight: 600; }
.panel button:focus-visible { outline: 3px solid #6ea1ff; outline-offset: 2px; }
.panel a { color: #9cc0ff; }
[hidden] { display: none !important; }
`;

let sheet = null;

export class Face {
  #root;
  #box = make("div");
  #poster = make("a", { className: "poster", target: "_blank", rel: "noopener", hidden: true });
  #panel = make("div", { className: "panel" });
  #frame = null;
  #href = "";

  // wanted is called when the reader presses the button.
  constructor(root, wanted) {
    this.#root = root;
    this.wanted = wanted;
    sheet ??= style();
    if (sheet) root.adoptedStyleSheets = [sheet];
    this.#panel.setAttribute("role", "status");
    this.#box.append(make("slot"), this.#poster, this.#panel);
    root.append(this.#box);
  }

  // dress shows the poster: the element's children, or the image that its attribute names. An
  // image among the children fills the element.
  dress(element, href) {
    const own = element.childElementCount > 0;
    for (const picture of element.querySelectorAll("picture")) picture.style.display = "contents";
    for (const img of element.querySelectorAll("img")) {
      Object.assign(img.style, { width: "100%", height: "100%", objectFit: "contain", display: "block", margin: "0" });
    }
    const src = element.getAttribute("poster");
    this.#poster.hidden = own || !src;
    this.#poster.replaceChildren(...(src ? [make("img", { src, alt: words("element.posterAlt") })] : []));
    this.bare = !own && !src;
    this.link(href);
  }

  link(href) {
    this.#href = href;
    this.#poster.href = href;
  }

  // offer shows the button.
  offer() {
    const button = make("button", { type: "button", textContent: words("element.train") });
    button.addEventListener("click", () => this.wanted());
    this.#panel.replaceChildren(button);
  }

  // frame makes the frame. It is hidden until it has drawn, unless there is no poster.
  frame(src) {
    this.#panel.replaceChildren();
    this.#frame = make("iframe", { className: "frame", title: words("element.frameTitle"), referrerPolicy: "no-referrer" });
    this.#frame.setAttribute("part", "frame");
    this.#box.append(this.#frame);
    this.#frame.src = src;
    if (this.bare) this.show();
    return this.#frame;
  }

  // state takes the state event of the embed.
  state({ state, drawn }) {
    if (drawn) this.show();
    else if (state === "queued" && !this.#panel.hasChildNodes()) this.offer();
  }

  show() { this.#box.classList.add("shown"); }

  away() {
    this.#frame?.remove();
    this.#frame = null;
    this.#box.classList.remove("shown");
  }

  // fail says why there is no embed, with a link to the page.
  fail(text) {
    const link = make("a", { href: this.#href, target: "_blank", rel: "noopener", textContent: words("element.open") });
    const line = make("p", { textContent: `${text} ` });
    line.append(link);
    this.#panel.replaceChildren(line);
  }
}

// style makes a style sheet by script, which works where a policy forbids style elements.
function style() {
  try {
    const made = new CSSStyleSheet();
    made.replaceSync(STYLE);
    return made;
  } catch {
    return null;
  }
}

const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
