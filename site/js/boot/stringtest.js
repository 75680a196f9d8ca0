// Alters all sentences for a test of the layout: ?stringTest=long, double or rtl in the
// address. A text that stays as it is does not come from the table of sentences, and a layout
// that breaks leaves no room for other languages.

import { single } from "./build.js";

const PAD = " łąńg";

// The ways to alter a sentence; placeholders stay as they are.
export const ways = {
  long: (sentence) => sentence + PAD.repeat(Math.ceil(0.8 * sentence.length / PAD.length)),
  double: (sentence) => `${sentence} ${sentence}`,
  rtl: (sentence) => `\u202e${sentence}\u202c`,
};

// stringTest puts the way that an address asks for in force.
export function stringTest() {
  const asked = new URLSearchParams(single && location.hash.includes("=") ? location.hash.slice(1) : location.search).get("stringTest");
  if (!Object.keys(ways).includes(asked)) return;
  self.backflowAlters = ways[asked];
  if (asked === "rtl") document.documentElement.dir = asked;
}
