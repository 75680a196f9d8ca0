// Numbers as people read them. A number that is not there is null, as in the
// engine's JSON.

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// Smallest normal float32: below it a gradient has lost digits or all of them.
export const FLOAT32_MIN = 1.1754944e-38;

export function superscript(n) {
  return String(n).replace("-", "⁻").replace(/\d/g, (d) => SUPERSCRIPT[d]);
}

// scientific writes 1.2e-6 as 1.2·10⁻⁶.
export function scientific(x, digits = 2) {
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
  return `${mantissa}·10${superscript(Number(exponent))}`;
}

// magnitude writes a size: three digits where that is readable, a power of ten
// where it is not.
export function magnitude(x) {
  if (x === null) return "–";
  const size = Math.abs(x);
  if (size === 0) return "0";
  if (size < 0.001 || size >= 1000) return scientific(x);
  return x.toPrecision(3);
}

// remaining writes the share of something that is left: per cent, a power of
// ten where that would be all zeros, and a factor where it has grown.
export function remaining(x) {
  if (x === null) return "–";
  if (x === 0) return "0";
  if (x < 0.01) return scientific(x);
  if (x < 2) return `${(x * 100).toPrecision(x < 0.1 ? 2 : 3).replace(/\.0$/, "")} %`;
  return x < 1000 ? `× ${x.toPrecision(3)}` : `× ${scientific(x)}`;
}

export function percent(x) {
  if (x === null) return "–";
  if (x === 0) return "0 %";
  return x < 0.01 ? "< 1 %" : `${Math.round(x * 100)} %`;
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
