// The attributes of <back-flow>: a few are options, the rest is the query.

import { options as ofFrame } from "./options.js";

// The values of the options; the first is the default.
const options = {
  loading: ["auto", "lazy", "eager"],
  reveal: ["auto", "manual"],
  controls: ofFrame.controls,
  theme: ofFrame.theme,
};
const others = ["query", "poster"];

// optionsOf returns an element's options. A wrong value counts as the default.
export function optionsOf(element) {
  return Object.fromEntries(Object.entries(options).map(([name, words]) => {
    const word = element.getAttribute(name)?.toLowerCase();
    return [name, words.includes(word) ? word : words[0]];
  }));
}

// queryOf returns the query of the attributes: that of the attribute query, and each attribute
// that is neither an option nor one of every element. Only the engine knows the list of
// parameters; the embed names unknown ones.
export function queryOf(element) {
  const pairs = [...element.attributes].filter(({ name }) => !(name in options) && !others.includes(name) && !common(element, name))
    .map(({ name, value }) => `${encodeURIComponent(name)}=${readable(value)}`);
  const query = element.getAttribute("query")?.trim().replace(/^\?/, "");
  return [query, ...pairs].filter(Boolean).join("&");
}

// common reports whether an attribute is one of every element: class, style, data-…, aria-…,
// onclick, and those with a property, such as id, title and lang.
function common(element, name) {
  return /[-:]|^on|^(class|style|part|slot|is|role|item|exportparts$)/.test(name) || name in HTMLElement.prototype || properties.has(name);
}

// Attributes whose property has capitals: tabIndex, accessKey …
const properties = new Set(Object.keys(Object.getOwnPropertyDescriptors(HTMLElement.prototype)).map((name) => name.toLowerCase()));

// readable encodes a value, but not the separators of vs and layerlr.
const readable = (value) => encodeURIComponent(value).replace(/%3A/gi, ":").replace(/%2C/gi, ",");
