// Texts for a viewer. Characters from files' names and typed texts that would change the
// text around them are removed, and each sentence ends in one full stop.

// Characters that change the direction of the text around them, and control characters.
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;

// clean removes the characters of a text that would change how the text around it is shown.
export function clean(text) {
  return String(text).replace(TURNS, "").replace(CONTROLS, " ");
}

// sentence ends a text in one full stop.
export function sentence(text) {
  const bare = clean(text).trim().replace(/[.\s]+$/, "");
  return bare === "" || /[!?…]$/.test(bare) ? bare : `${bare}.`;
}

// join makes one text of sentences, without the empty ones.
export function join(...texts) {
  return texts.map(sentence).filter(Boolean).join(" ");
}
