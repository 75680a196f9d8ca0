// Loads what the page needs only when somebody asks for it.

import { files } from "../boot/build.js";
import { say } from "../text/say.js";

// later loads a script or a style sheet by its name. After a failure it may be called again.
export const later = (name) => (name.endsWith(".css") ? arrives("link", { rel: "stylesheet", href: url(name) }) : arrives("script", { src: url(name) }));

// part returns a function that resolves to what a part of the page makes of {complain(sentence), …}. The script define.js has
// the part Define, and defines the function backflowDefine. Where it does not load, the page complains by a sentence, and the next
// call tries again.
export function part(name, page, sentence) {
  const maker = `backflow${name}`;
  let made;
  return () => made ??= (self[maker] ? Promise.resolve() : later(`${name.toLowerCase()}.js`)).then(() => self[maker](page)).catch(() => {
    made = null;
    page.complain(say(sentence));
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
