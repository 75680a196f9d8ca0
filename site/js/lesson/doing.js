// How a step is done for the visitor: what to set, and how many rounds to play then.

// patchOf returns the settings that a step sets, a query, as a patch of the values in force. A comparison of a parameter
// ends where the step gives that parameter a value, as in sim/lesson (merge).
export function patchOf(set, values) {
  const patch = Object.fromEntries([...new URLSearchParams(set)]);
  const compared = values.vs.split(":")[0];
  return compared in patch && !("vs" in patch) ? { ...patch, vs: "none" } : patch;
}

// missing returns how many rounds a step still wants.
export function missing({ done }, rounds) {
  const wants = done.filter(({ what }) => what === "played").map(({ relation, value }) => (relation === "grew" ? Number(value) : Number(value) - rounds));
  return Math.max(0, ...wants);
}

// wanted returns how many rounds a step wants all together, 0 for none.
export const wanted = ({ done }) => Math.max(0, ...done.filter(({ what }) => what === "played").map(({ value }) => Number(value)));

// clicked returns the message of a click on a place in the picture: a unit, or the gauge of a layer.
export const clicked = ({ lane, layer, unit }) => ({ ...(unit < 0 ? { part: "gauge" } : { part: "unit", unit }), lane, layer, text: "lesson", clicks: 1 });

// lessonAt returns the lesson that an address names: {name, step}; null for none.
export function lessonAt(query) {
  const given = new URLSearchParams(query);
  return given.get("lesson") ? { name: given.get("lesson"), step: Math.max(0, Number.parseInt(given.get("step"), 10) || 0) } : null;
}
