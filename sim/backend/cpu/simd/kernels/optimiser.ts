// The update rules, operation by operation those of sim/backend/cpu/rules.go, the norm
// that gradient clipping needs, and how many updates are lost.

import { flushed, kept } from "./flush";
import { put, take } from "./lanes";

// The codes of the instruction, in the order of sim/backend/cpu's table.
export const enum Rule { SGD, Momentum, Nesterov, RMSProp, Adam }

const BETA = <f32>0.9; // of Momentum, Nesterov and RMSProp
const BETA1 = <f32>0.9;
const BETA2 = <f32>0.999;
const REST1 = <f32>0.1; // 1 − β
const REST2 = <f32>0.001;
const EPSILON = <f32>1e-8;

// The least entries of a gradient that a moment takes up, by their bits: see
// sim/backend/cpu/flush.go.
const LEAST_FIRST = reinterpret<f32>(0x2200002);
const LEAST_SECOND = reinterpret<f32>(0x227cfb74);
const LEAST_MEAN_SQUARE = reinterpret<f32>(0x20ca62c3);

// update carries the rule's memory m, v on by the gradient g of n parameters w.
// With apply set it adds the change to w, else it leaves the change in g. The
// scalars are, one float32 each: −rate, weight decay, the factor of gradient
// clipping, Adam's two bias corrections, and the least numbers that the rate and
// the decay are multiplied with, for none less.
export function update(rule: i32, w: usize, g: usize, m: usize, v: usize, n: i32, scalars: usize, apply: bool): void {
  const decay = load<f32>(scalars, 4), shrink = load<f32>(scalars, 8);
  if (decay != 0 || shrink != 1) prepare(g, w, n, decay, shrink, v128.load32_splat(scalars, 24));
  const rate = v128.load32_splat(scalars);
  const least = v128.load32_splat(scalars, 20);
  const unbias1 = v128.load32_splat(scalars, 12), unbias2 = v128.load32_splat(scalars, 16);
  switch (rule) {
    case Rule.SGD: return each(Rule.SGD, w, g, m, v, n, rate, least, unbias1, unbias2, apply);
    case Rule.Momentum: return each(Rule.Momentum, w, g, m, v, n, rate, least, unbias1, unbias2, apply);
    case Rule.Nesterov: return each(Rule.Nesterov, w, g, m, v, n, rate, least, unbias1, unbias2, apply);
    case Rule.RMSProp: return each(Rule.RMSProp, w, g, m, v, n, rate, least, unbias1, unbias2, apply);
    default: return each(Rule.Adam, w, g, m, v, n, rate, least, unbias1, unbias2, apply);
  }
}

// prepare is g = shrink·(g + decay·w).
function prepare(g: usize, w: usize, n: i32, decay: f32, shrink: f32, least: v128): void {
  const k = f32x4.splat(decay), s = f32x4.splat(shrink);
  for (; n > 0; n -= 4) {
    let x = take(g, n);
    if (decay != 0) x = f32x4.add(x, f32x4.mul(k, kept(take(w, n), least)));
    put(g, flushed(f32x4.mul(x, s)), n);
    g += 16;
    w += 16;
  }
}

// @ts-ignore: decorator
@inline
function each(rule: Rule, w: usize, g: usize, m: usize, v: usize, n: i32, rate: v128, least: v128, unbias1: v128, unbias2: v128, apply: bool): void {
  for (; n > 0; n -= 4) {
    const d = change(rule, take(g, n), m, v, n, rate, least, unbias1, unbias2);
    if (apply) {
      put(w, f32x4.add(take(w, n), d), n);
    } else {
      put(g, d, n);
    }
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}

// @ts-ignore: decorator
@inline
function times(k: f32, x: v128): v128 { return f32x4.mul(f32x4.splat(k), x); }

// @ts-ignore: decorator
@inline
function change(rule: Rule, x: v128, m: usize, v: usize, n: i32, rate: v128, least: v128, unbias1: v128, unbias2: v128): v128 {
  if (rule == Rule.SGD) return f32x4.mul(rate, kept(x, least));
  const old = take(m, n);
  if (rule == Rule.Momentum || rule == Rule.Nesterov) {
    const velocity = flushed(f32x4.add(times(BETA, old), x));
    put(m, velocity, n);
    if (rule == Rule.Momentum) return f32x4.mul(rate, kept(velocity, least));
    return f32x4.mul(rate, kept(f32x4.add(x, times(BETA, velocity)), least));
  }
  if (rule == Rule.RMSProp) {
    const y = kept(x, f32x4.splat(LEAST_MEAN_SQUARE));
    const square = flushed(f32x4.add(times(BETA, old), times(REST1, f32x4.mul(y, y))));
    put(m, square, n);
    return f32x4.div(f32x4.mul(rate, kept(x, least)), f32x4.add(f32x4.sqrt(square), f32x4.splat(EPSILON)));
  }
  const y = kept(x, f32x4.splat(LEAST_SECOND));
  const first = flushed(f32x4.add(times(BETA1, old), times(REST1, kept(x, f32x4.splat(LEAST_FIRST)))));
  const second = flushed(f32x4.add(times(BETA2, take(v, n)), times(REST2, f32x4.mul(y, y))));
  put(m, first, n);
  put(v, second, n);
  return f32x4.div(
    f32x4.mul(rate, kept(f32x4.mul(first, unbias1), least)),
    f32x4.add(f32x4.sqrt(f32x4.mul(second, unbias2)), f32x4.splat(EPSILON)),
  );
}

// addSquares adds to a float64 the squares of g + decay·w, in order.
export function addSquares(sum: usize, g: usize, w: usize, n: i32, decay: f32): void {
  let total = load<f64>(sum);
  for (const end = g + <usize>n * 4; g < end; g += 4) {
    const x = <f64>(load<f32>(g) + decay * load<f32>(w));
    total += x * x;
    w += 4;
  }
  store<f64>(sum, total);
}

// lost stores, as a float64, how many of n weights w a change by factor·g leaves as they
// are: stats.Lost. Four are counted at a time, in whole numbers.
export function lost(count: usize, w: usize, g: usize, n: i32, factor: usize): void {
  const k = v128.load32_splat(factor);
  let same = i32x4.splat(0);
  for (; n > 3; n -= 4) {
    const before = v128.load(w);
    same = i32x4.sub(same, f32x4.eq(f32x4.add(before, f32x4.mul(k, v128.load(g))), before)); // true is −1
    w += 16;
    g += 16;
  }
  let sum = i32x4.extract_lane(same, 0) + i32x4.extract_lane(same, 1) + i32x4.extract_lane(same, 2) + i32x4.extract_lane(same, 3);
  for (; n > 0; n--) {
    const before = load<f32>(w);
    if (before + load<f32>(factor) * load<f32>(g) == before) sum++;
    w += 4;
    g += 4;
  }
  store<f64>(count, <f64>sum);
}
