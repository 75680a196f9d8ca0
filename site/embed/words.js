// The sentences of <back-flow>. It stands in pages of others, whose documents have no table.

import { element } from "../js/text/en.js";

// words returns a sentence of the section element, with args in its {placeholders}.
export const words = (id, args) => element[id.slice("element.".length)].replace(/\{(\w+)\}/g, (_, name) => args[name]);
