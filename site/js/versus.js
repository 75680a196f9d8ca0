// The grammar of vs, param:value,value: which parameter the lanes differ in.

import { params } from "./schema.js";

export function parseVersus(text) {
  const [param, list] = text.split(":");
  return list === undefined ? { param: "", values: [] } : { param, values: list.split(",") };
}

export const schemaOf = (name) => params.find((p) => p.name === name);

export function labelOf(param, value) {
  return param.choices?.find((c) => c.name === value)?.label ?? value;
}

// lanesOf is what a choice among several means: one value is no comparison.
export function lanesOf(name, chosen) {
  return chosen.length === 1 ? { vs: "none", [name]: chosen[0] } : { vs: `${name}:${chosen.join(",")}` };
}
