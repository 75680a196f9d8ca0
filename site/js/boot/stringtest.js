// Alters all sentences for a test of the layout: ?stringTest=long, double or rtl in the
// address. A text that stays as it is does not come from the table of sentences, and a layout
// that breaks leaves no room for other languages.


const OF = "data-text-"; // the attribute with the id for another attribute
const PAD = " łąńg";

// The ways to alter a sentence; placeholders stay as they are.
export const ways = {
  long: (sentence) => sentence + PAD.repeat(Math.ceil(0.8 * sentence.length / PAD.length)),
  double: (sentence) => `${sentence} ${sentence}`,
  rtl: (sentence) => `\u202e${sentence}\u202c`,
};

// stringTest puts the way that an address asks for in force. js/text/page.js calls
// backflowRestate once the document is there.
export function stringTest() {
  const asked = new URLSearchParams(import.meta.single && location.hash.includes("=") ? location.hash.slice(1) : location.search).get("stringTest");
  if (!Object.keys(ways).includes(asked)) return;
  self.backflowAlters = ways[asked];
  self.backflowRestate = restate;
  if (asked === "rtl") document.documentElement.dir = asked;
}

// restate alters what the document itself says: elements with data-text, and attributes that
// have their ids in data-text-title and the like.
function restate() {
  for (const element of document.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (name === "data-text") fill(element);
      const of = name.startsWith(OF) && name.slice(OF.length);
      if (of) element.setAttribute(of, self.backflowAlters(element.getAttribute(of)));
    }
  }
}

// fill alters the text of an element. Elements with data-name keep their places in it.
function fill(element) {
  const named = {};
  const sentence = [...element.childNodes].map((node) => {
    const { name } = node.dataset || {};
    if (!name) return node.textContent;
    named[name] = node;
    return `{${name}}`;
  }).join("");
  element.textContent = "";
  element.append(...self.backflowAlters(sentence).split(/\{(\w+)\}/).map((part, i) => (i % 2 ? named[part] : part)));
}
