// Parts of the page that are loaded when somebody wants them.

import { files } from "../boot/build.js";

// later loads a part's style sheet and its script, name.css and name.js. After a failure it may
// be called again.
export const later = (name) => Promise.all([
  arrives("link", { rel: "stylesheet", href: url(`${name}.css`) }),
  arrives("script", { src: url(`${name}.js`) }),
]);

const url = (name) => new URL(files[name].path, document.baseURI).href;

// arrives adds an element to the document, and resolves when it has loaded.
function arrives(tag, properties) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), properties, { onload: done, onerror: failed });
    element.dataset.later = ""; // js/boot/parts.js ignores its failure
    document.head.append(element);
  });
}
