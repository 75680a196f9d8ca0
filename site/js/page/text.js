// Sentences that reach a viewer: what was typed or is a file's name is made
// harmless, and each ends in one full stop.

// Characters that turn the direction of the text around them, and controls.
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;

// clean takes out of a text what would change how the text around it is shown.
export function clean(text) {
  return String(text).replace(TURNS, "").replace(CONTROLS, " ");
}

// sentence gives a text the one full stop that it ends in.
export function sentence(text) {
  const bare = clean(text).trim().replace(/[.\s]+$/, "");
  return bare === "" || /[!?…]$/.test(bare) ? bare : `${bare}.`;
}

// join makes one text of sentences; what is empty is left out.
export function join(...texts) {
  return texts.map(sentence).filter(Boolean).join(" ");
}
