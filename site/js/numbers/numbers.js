// Numbers as people read them, by the same rules as in the picture (render/format/number.go):
// TestNumbersAreWrittenAlike. An unknown number is null, as in the engine's JSON.

import { say } from "../text/say.js";

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// The smallest normal float32. A smaller gradient has lost digits, or all of them.
export const FLOAT32_MIN = 1.1754944e-38;

export function superscript(n) {
  return String(n).replace("-", "⁻").replace(/\d/g, (d) => SUPERSCRIPT[d]);
}

// scientific writes 1.2e-6 as 1.2·10⁻⁶.
export function scientific(x, digits = 2) {
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
  return signed(`${mantissa}·10${superscript(Number(exponent))}`);
}

// signed writes a minus sign, which is as wide as a plus.
const signed = (text) => text.replace(/^-/, "−");

// nothing returns the text for an unknown or infinite number, "" for others.
function nothing(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  return Number.isFinite(x) ? "" : signed(`${x < 0 ? "-" : ""}∞`);
}

// column writes a size with trailing zeros, so that a column lines up: three digits where
// that is readable, a power of ten where it is not.
export function column(x) {
  if (nothing(x)) return nothing(x);
  if (x === 0) return "0";
  const size = Math.abs(x);
  return size < 0.0009995 || size >= 999.5 ? scientific(x) : signed(x.toPrecision(3));
}

// magnitude writes a size in a sentence: as column, without trailing zeros.
export function magnitude(x) {
  const text = column(x);
  return /^−?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text;
}

// factor writes a layer's factor of the gradient.
export function factor(x) {
  return nothing(x) || `× ${magnitude(x)}`;
}

// The smallest share that is written as a fraction.
const LEAST_FRACTION = 1e-9;

// remaining writes the share of the gradient that remains at layer 1: in per cent, as a
// fraction, as a power of ten where the fraction is too small to read, and as a multiple
// where the gradient has grown. The text goes before "of the gradient", a multiple before
// "the gradient".
export function remaining(x) {
  if (nothing(x)) return nothing(x);
  if (x === 0) return say("page.none");
  if (x >= 2) return say("page.times", { factor: x < 10 || x >= 999.5 ? magnitude(x) : Math.round(x) });
  if (x >= 0.0995) return `${Math.round(x * 100)} %`;
  if (x >= 0.00995) return `${(x * 100).toFixed(1).replace(/\.0$/, "")} %`;
  return x >= LEAST_FRACTION ? `1/${grouped(Number((1 / x).toPrecision(2)))}` : scientific(x);
}

// reaches returns the message that so much of the gradient reaches layer 1.
export const reaches = (x) => ({ id: x >= 2 ? "page.multipleReaches" : "page.shareReaches", args: { share: remaining(x) } });

// percent writes a share of units or examples: 0 % is none of them, 100 % all.
export function percent(x) {
  if (nothing(x)) return nothing(x);
  const whole = Math.round(x * 100);
  if (whole === 0 && x > 0) return "< 1 %";
  if (whole === 100 && x < 1) return "> 99 %";
  return `${whole} %`;
}

// grouped writes a count with thin spaces: 12 480.
export function grouped(n) {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

// The range of the colours of magnitude, in powers of ten.
const LOWEST = -9;

// heat names the class of colour that a magnitude has, m0 to m7.
export function heat(x) {
  if (!(x > 0)) return "m0";
  const t = (Math.log10(x) - LOWEST) / -LOWEST;
  return `m${Math.round(Math.min(1, Math.max(0, t)) * 7)}`;
}
