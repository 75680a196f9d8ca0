// Loads what the page needs only when somebody asks for it.

import { files } from "../boot/build.js";

// later loads scripts and style sheets by their names. After a failure it may be called again.
export const later = (...names) => Promise.all(names.map((name) => (
  name.endsWith(".css") ? arrives("link", { rel: "stylesheet", href: url(name) }) : arrives("script", { src: url(name) })
)));

// part returns a function that resolves to what a script makes of a page, once: name is the function that it defines. Where
// it does not load, failed is called, and the next call tries again.
export function part(name, script, page, failed) {
  let made;
  return () => made ??= (self[name] ? Promise.resolve() : later(script)).then(() => self[name](page)).catch(() => {
    made = null;
    failed();
  });
}

const url = (name) => new URL(files[name].path, document.baseURI).href;

// arrives adds an element to the document, and resolves when it has loaded.
function arrives(tag, properties) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), properties, { onload: done, onerror: failed });
    element.dataset.later = ""; // js/boot/parts.js ignores its failure
    document.head.append(element);
  });
}
