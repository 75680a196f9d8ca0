// As much of a browser as the page's modules touch, for tests in Node.

import { boot, column, engine, picture } from "../../js/text/en.js";

// The sentences of the page's first script are there, as in a document, and some of the engine's.
globalThis.self ??= globalThis;
globalThis.backflowTexts = { boot: { ...boot }, picture: { ...picture }, column: { ...column }, engine: { ...engine } };

class Node0 extends EventTarget {
  children = [];
  parentNode = null;
  dataset = {};
  style = { setProperty() {} };
  #text = "";
  #attributes = new Map();

  constructor(tag = "div") {
    super();
    this.tagName = tag.toUpperCase();
  }

  get textContent() { return this.#text + this.children.map((c) => c.textContent ?? c).join(""); }
  set textContent(text) {
    this.children = [];
    this.#text = String(text);
  }

  append(...nodes) { nodes.forEach((n) => this.#take(n, this.children.length)); }
  prepend(...nodes) { nodes.reverse().forEach((n) => this.#take(n, 0)); }
  replaceChildren(...nodes) {
    this.textContent = "";
    this.append(...nodes);
  }

  #take(node, at) {
    if (node instanceof Node0) {
      node.remove();
      node.parentNode = this;
    }
    this.children.splice(at, 0, node);
  }

  before(node) { this.parentNode.#take(node, this.parentNode.children.indexOf(this)); }
  get isConnected() { return this.parentNode !== null; }
  async decode() {}
  focus() { document.activeElement = this; }

  remove() {
    if (this.parentNode) this.parentNode.children = this.parentNode.children.filter((c) => c !== this);
    this.parentNode = null;
  }

  setAttribute(name, value) { this.#attributes.set(name, String(value)); }
  hasAttribute(name) { return this.#attributes.has(name); }
  getAttribute(name) { return this.#attributes.get(name) ?? null; }
  click() { this.dispatchEvent(new Event("click")); }
  matches(selector) { return selector.split(",").some((s) => s.trim() === this.tagName.toLowerCase() || s.trim() === `.${this.className}`); }
  closest(selector) { return this.matches(selector) ? this : this.parentNode?.closest?.(selector) ?? null; }
}

export { Node0 as Element };

// browser puts up the globals; elements are made as they are asked for by id.
export function browser() {
  const window = new EventTarget();
  const ids = new Map();
  const body = new Node0("body");
  Object.assign(globalThis, {
    window: globalThis, self: globalThis, Element: Node0,
    addEventListener: window.addEventListener.bind(window),
    dispatchEvent: window.dispatchEvent.bind(window),
    requestAnimationFrame: () => 1, cancelAnimationFrame() {},
    ResizeObserver: class { observe() {} },
    getComputedStyle: () => ({ fontSize: "16px" }),
    document: {
      body, addEventListener() {}, baseURI: "https://backflow.test/", currentScript: { src: "https://backflow.test/assets/page.js" }, documentElement: new Node0("html"),
      createElement: (tag) => new Node0(tag),
      getElementById: (id) => ids.get(id) ?? ids.set(id, new Node0()).get(id),
      querySelector: () => null,
    },
  });
  return { body, byId: document.getElementById };
}

// message makes the event by which an object comes from another window or worker.
export const message = (data, source = null) => Object.assign(new Event("message"), { data, source });
