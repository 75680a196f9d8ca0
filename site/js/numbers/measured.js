// The columns of the instrument that the view shows: what the engine's account has of it, layer
// by layer, and what theory expects beside that.

import { say } from "../text/say.js";
import { column, percent } from "./numbers.js";

const lineOf = (lane, name) => lane.instruments?.[name];
const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

// measuredColumns returns the columns of an instrument in some lanes.
export function measuredColumns(name, lanes) {
  const lines = lanes.map((l) => lineOf(l, name)).filter(Boolean);
  return (lines[0]?.columns ?? []).flatMap(({ name: one }, i) => {
    const part = (key, title, of) => ({ key: `${name}.${key}`, title, show: figure, of: (lane, layer) => lineOf(lane, name)?.columns[i]?.[of]?.[layer] ?? null });
    const measured = part(one, say(`instrument.${name}${capital(one)}`), "layers");
    return lines.some((l) => l.columns[i]?.theory) ? [measured, part(`${one}Theory`, say("instrument.theory"), "theory")] : [measured];
  });
}

// figure writes a number. Where there is none, account() says why.
const figure = (x) => (typeof x === "number" ? column(x) : "–");

// account says how far the instrument is, and why numbers are missing.
export function account(name, lanes) {
  const lines = lanes.map((l) => lineOf(l, name)).filter(Boolean);
  const share = Math.min(1, ...lines.map((l) => l.share));
  const why = lines.flatMap((l) => (l.why ? [l.why] : Object.values(l.reasons)));
  const done = share < 1 ? [say("column.computed", { share: percent(share) })] : [];
  return [say("column.hintInstrument", { name: say(`instrument.${name}`) }), ...done, ...new Set(why)].join(" ");
}
