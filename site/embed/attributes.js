// The attributes of <back-flow>: a few are options, the rest is the query.

import { options as ofFrame } from "./options.js";

// What an option may be; the first is what it is without a word.
const options = {
  loading: ["auto", "lazy", "eager"],
  reveal: ["auto", "manual"],
  controls: ofFrame.controls,
  theme: ofFrame.theme,
};
const others = ["query", "poster"];

// optionsOf are an element's options. What makes no sense is as without a word.
export function optionsOf(element) {
  return Object.fromEntries(Object.entries(options).map(([name, words]) => {
    const word = element.getAttribute(name)?.toLowerCase();
    return [name, words.includes(word) ? word : words[0]];
  }));
}

// queryOf is the query that the attributes make: that of query, and each attribute
// that is neither an option nor one that any element may have. The list of parameters
// is the engine's; the embed says which it does not know.
export function queryOf(element) {
  const pairs = [...element.attributes].filter(({ name }) => !(name in options) && !others.includes(name) && !common(element, name))
    .map(({ name, value }) => `${encodeURIComponent(name)}=${readable(value)}`);
  const query = element.getAttribute("query")?.trim().replace(/^\?/, "");
  return [query, ...pairs].filter(Boolean).join("&");
}

// common reports that an attribute may stand on any element: class, style, data-…,
// aria-…, onclick, and what elements have properties for, such as id, title and lang.
function common(element, name) {
  return /[-:]|^on|^(class|style|part|slot|is|role|item|exportparts$)/.test(name) || name in HTMLElement.prototype || properties.has(name);
}

// Attributes whose property is written otherwise: tabIndex, accessKey …
const properties = new Set(Object.keys(Object.getOwnPropertyDescriptors(HTMLElement.prototype)).map((name) => name.toLowerCase()));

// readable encodes a value, but not the separators of vs and layerlr.
const readable = (value) => encodeURIComponent(value).replace(/%3A/gi, ":").replace(/%2C/gi, ",");
