// Formulas as trees of plain objects: written as MathML for those who see them, and as a line of
// text for those who hear them or copy them.

import { scientific } from "../numbers/numbers.js";

export const id = (name, ...below) => (below.length ? { sub: [{ id: name }, row(...below.map((b) => ({ id: String(b) })))] } : { id: name });
export const op = (sign) => ({ op: sign });
export const num = (x) => ({ num: x });
export const row = (...parts) => ({ row: parts.flat() });
export const frac = (over, under) => ({ frac: [over, under] });
export const bracket = (...parts) => row(op("("), ...parts, op(")"));
export const sum = (below) => ({ under: [op("Σ"), id(below)] });

// by is a derivative: by(E, w) is ∂E/∂w.
export const by = (of, what) => frac(row(op("∂"), of), row(op("∂"), what));

// product joins factors with dots; a negative number after the first stands in brackets.
export const product = (...factors) => row(...factors.flat().flatMap((f, i) => (i === 0 ? [f] : [op("·"), guarded(f)])));

// plus joins terms with signs.
export const plus = (...terms) => row(...terms.flat().flatMap((t, i) => (i === 0 ? [t] : [op("+"), guarded(t)])));

// guarded puts what begins with a minus sign in brackets.
const guarded = (f) => (leading(f).num < 0 ? bracket(f) : f);
const leading = (f) => (f.row ? leading(f.row[0]) : f);

// equal joins what is equal.
export const equal = (...sides) => row(...sides.flat().flatMap((s, i) => (i === 0 ? [s] : [op("="), s])));

// digits writes a number with four significant digits, so that factors multiply to what is
// shown; a dash for one that is unknown.
export function digits(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size < 0.001 || size >= 9999.5) return scientific(x, 4);
  return plain(x);
}

const plain = (x) => x.toPrecision(4).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(/^-/, "−");

// toText writes a formula in one line.
export function toText(tree) {
  if ("num" in tree) return digits(tree.num);
  if ("id" in tree) return tree.id;
  if ("op" in tree) return tree.op;
  if (tree.frac) return tree.frac.map((part) => whole(toText(part))).join("/");
  if (tree.sub) return tree.sub.map(toText).join("_");
  if (tree.under) return tree.under.map(toText).join("_");
  return tree.row.map(toText).reduce((text, part) => (text ? text + gap(text, part) + part : part), "");
}

// whole puts more than one word in brackets.
const whole = (text) => (text.includes(" ") ? `(${text})` : text);

// gap is the space between two parts of a line: around signs, and nowhere else.
const gap = (before, after) => (SIGN.test(before) || SIGN.test(after) ? " " : "");
const SIGN = /[=·+]$|^[=·+]|Σ(_\w+)?$/;

// toMath makes MathML of a formula.
export const toMath = (tree) => node("math", toNode(tree));

// toLines makes MathML of a formula that may be broken before a + or a =.
export function toLines(tree) {
  const pieces = [[]];
  for (const part of flat(tree)) {
    if (part.op === "=" || part.op === "+") pieces.push([]);
    pieces.at(-1).push(part);
  }
  return pieces.filter((p) => p.length > 0).map((p) => {
    const math = toMath(row(...p));
    math.setAttribute("display", "block");
    return math;
  });
}

// flat are the parts of a formula, those of rows within it too, but for brackets.
const flat = (tree) => (tree.row && tree.row[0]?.op !== "(" ? tree.row.flatMap(flat) : [tree]);

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

function node(tag, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  element.append(...children);
  return element;
}

function toNode(tree) {
  if ("num" in tree) return number(tree.num);
  if ("id" in tree) return node(/^\d/.test(tree.id) ? "mn" : "mi", tree.id);
  if ("op" in tree) return sign(tree.op);
  if (tree.frac) return node("mfrac", ...tree.frac.map(toNode));
  if (tree.sub) return node("msub", ...tree.sub.map(toNode));
  if (tree.under) return node("msub", ...tree.under.map(toNode));
  return node("mrow", ...tree.row.map(toNode));
}

// sign is an operator; brackets stay as high as the text, and what begins a line is no sign of
// the number behind it.
function sign(of) {
  const made = node("mo", of);
  if (/[()]/.test(of)) made.setAttribute("stretchy", "false");
  if (/[=+·]/.test(of)) made.setAttribute("form", "infix");
  return made;
}

// number has its exact value in data-value, for scripts and tests.
function number(x) {
  const text = digits(x);
  const [mantissa, power] = text.split("·10");
  const parts = [node("mn", mantissa.replace("−", ""))];
  if (text.startsWith("−")) parts.unshift(node("mo", "−"));
  if (power) parts.push(node("mo", "·"), node("msup", node("mn", "10"), exponent(x)));
  const written = node("mrow", ...parts);
  written.setAttribute("data-value", String(x));
  return written;
}

function exponent(x) {
  const power = Number(x.toExponential(3).split("e")[1]);
  const value = node("mn", String(Math.abs(power)));
  return power < 0 ? node("mrow", node("mo", "−"), value) : value;
}
