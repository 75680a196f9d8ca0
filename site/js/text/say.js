// Puts messages into words. A message is {id, args}: the id of a sentence, section.name, and
// what stands in its {placeholders}. The rules are those of sim/text/message.go.

// The sentences by section and name, of all scripts of a document.
const table = self.backflowTexts ??= {};

// learn adds sections to the table, unless it has them. js/boot/stringtest.js may alter them.
export function learn(sections) {
  const alter = self.backflowAlters ?? ((sentence) => sentence);
  for (const [section, words] of Object.entries(sections)) {
    if (table[section]) continue;
    table[section] = {};
    for (const [name, sentence] of Object.entries(words)) table[section][name] = alter(sentence);
  }
}

// known returns the sections with these names that have been learnt.
export const known = (names) => Object.fromEntries(names.filter((name) => table[name]).map((name) => [name, table[name]]));

// say returns a message as a sentence. An argument is a text, a number, or a message, which is
// a clause of the sentence; count chooses the plural. A message without an id is foreign text.
export const say = (id, args = {}) => (id ? fill(form(id, args) ?? id, args) : clean(args.text ?? ""));

// said returns a message as a sentence, and a text as it is.
export const said = (what) => (isMessage(what) ? say(what.id, what.args) : what ?? "");

const isMessage = (what) => typeof what?.id === "string";

// clause returns what stands in the place of an argument: a text, or a message as a part of a
// sentence.
export function clause(what) {
  if (!isMessage(what)) return clean(what);
  const { id, args = {} } = what;
  const form_ = id && form(`${id}_clause`, args);
  return form_ ? fill(form_, args) : say(id, args);
}

// form returns the sentence of an id. One that begins a sentence, and has no form for that,
// has the usual one.
const form = (id, args) => counted(id, args) ?? (id.endsWith(START) ? counted(id.slice(0, -START.length), args) : undefined);
const START = "_start";

const counted = (id, { count }) => words(id) ?? (count === undefined ? undefined : words(`${id}_${plural(count)}`) ?? words(`${id}_other`));

function words(id) {
  const [section, name] = id.split(".");
  return table[section]?.[name];
}

const plural = (count) => new Intl.PluralRules(document.documentElement.lang || "en").select(count);

const fill = (sentence, args) => sentence.replace(/\{(\w+)\}/g, (hole, name) => (name in args ? clause(args[name]) : hole));

// saidAll returns a value of JSON with each message in it as a sentence.
export function saidAll(value) {
  if (value === null || typeof value !== "object") return value;
  if (isMessage(value)) return said(value);
  if (Array.isArray(value)) return value.map(saidAll);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, saidAll(part)]));
}

// Characters that change the direction of the text around them, and control characters.
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;

// clean removes the characters of foreign text that would change how the text around it is
// shown.
export const clean = (text) => String(text).replace(TURNS, "").replace(CONTROLS, " ");
