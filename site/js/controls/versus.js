// The grammar of vs, param:value,value: which parameter the lanes differ in.

import { params } from "../schema.js";
import { saidAll } from "../text/page.js";

const table = saidAll(params); // with words

export function parseVersus(text) {
  const [param, list] = text.split(":");
  return list === undefined ? { param: "", values: [] } : { param, values: apart(list) };
}

// apart reads a list of values: semicolons separate them where there are any, since values
// may hold commas then.
const apart = (list) => (list.includes(";") ? list.replace(/;$/, "").split(";") : list.split(","));

const separator = (values) => (values.some((value) => value.includes(",")) ? ";" : ",");

// listed shows values as they may be typed.
export const listed = (values) => values.join(`${separator(values)} `);

export const schemaOf = (name) => table.find((p) => p.name === name);

export function labelOf(param, value) {
  return param.choices?.find((c) => c.name === value)?.label ?? value;
}

// lanesOf returns the settings for chosen values: a single value is no comparison.
export function lanesOf(name, chosen) {
  return chosen.length === 1 ? { vs: "none", [name]: chosen[0] } : { vs: `${name}:${chosen.join(separator(chosen))}` };
}

// beginning returns the values that a comparison begins with: usual ones, and the value in
// force.
export function beginning(param, now, usual) {
  if (usual.includes(now)) return usual;
  if (param.kind !== "int" && param.kind !== "float") return [now, ...usual.slice(1)];
  return [now, ...usual.slice(0, -1)].sort((a, b) => Number(a) - Number(b));
}

// neededBy is a patch with what a parameter needs beside it to mean anything.
export const neededBy = (param) => Object.fromEntries(Object.entries(param.needs ?? {}).map(([name, values]) => [name, values[0]]));

// typed reads a list of values that a person has typed for a parameter. Those of a text are
// words or lists of numbers.
export function typed(param, text) {
  const values = param.kind === "text" ? apart(text.replace(/\s/g, "")) : text.split(/[\s,;·]+/);
  return [...new Set(values.filter((value) => value !== ""))];
}
