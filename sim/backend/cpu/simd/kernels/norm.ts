// Normalisation, in float64 as in sim/backend/cpu/norm.go. What has a mean and a
// variance is a group: a channel of a minibatch, or an example. Four groups are
// computed at once, each in the order of its values.
//
// The values of a group lie in outer runs, outerStep bytes apart, of inner values
// side by side; the next group begins apart bytes further.

import { flushed } from "./flush";
import { highHalves, lowHalves, put, take } from "./lanes";

// @ts-ignore: decorator
@inline
function high(x: v128): v128 { return f64x2.promote_low_f32x4(highHalves(x, x)); }
// @ts-ignore: decorator
@inline
function low(x: v128): v128 { return f64x2.promote_low_f32x4(x); }
// @ts-ignore: decorator
@inline
function rounded(a: v128, b: v128): v128 {
  return flushed(lowHalves(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b)));
}

// takeEach and putEach are a value of each of up to four groups.

// @ts-ignore: decorator
@inline
function takeEach(at: usize, apart: usize, left: i32): v128 {
  if (apart == 4) return take(at, left);
  let x = v128.load32_zero(at);
  if (left > 1) x = v128.load32_lane(at + apart, x, 1);
  if (left > 2) x = v128.load32_lane(at + 2 * apart, x, 2);
  if (left > 3) x = v128.load32_lane(at + 3 * apart, x, 3);
  return x;
}

// @ts-ignore: decorator
@inline
function putEach(at: usize, apart: usize, x: v128, left: i32): void {
  if (apart == 4) return put(at, x, left);
  v128.store32_lane(at, x, 0);
  if (left > 1) v128.store32_lane(at + apart, x, 1);
  if (left > 2) v128.store32_lane(at + 2 * apart, x, 2);
  if (left > 3) v128.store32_lane(at + 3 * apart, x, 3);
}

// Two of up to four float64, the first or the second two.

// @ts-ignore: decorator
@inline
function takeTwo(at: usize, left: i32): v128 {
  if (left > 1) return v128.load(at);
  return left == 1 ? v128.load64_zero(at) : f64x2.splat(0);
}

// @ts-ignore: decorator
@inline
function putTwo(at: usize, x: v128, left: i32): void {
  if (left > 1) v128.store(at, x);
  else if (left == 1) v128.store64_lane(at, x, 0);
}

// moments stores mean and 1/√(variance + eps) of each group, in two passes.
export function moments(
  mean: usize, invStd: usize, x: usize, groups: i32, apart: usize, outer: i32, outerStep: usize, inner: i32, eps: f64,
): void {
  const count = f64x2.splat(<f64>outer * <f64>inner), one = f64x2.splat(1), more = f64x2.splat(eps);
  for (; groups > 0; groups -= 4) {
    let m0 = f64x2.splat(0), m1 = m0, s0 = m0, s1 = m0;
    for (let i = 0, row = x; i < outer; i++, row += outerStep) {
      for (let j = 0, at = row; j < inner; j++, at += 4) {
        const v = takeEach(at, apart, groups);
        m0 = f64x2.add(m0, low(v));
        m1 = f64x2.add(m1, high(v));
      }
    }
    m0 = f64x2.div(m0, count);
    m1 = f64x2.div(m1, count);
    for (let i = 0, row = x; i < outer; i++, row += outerStep) {
      for (let j = 0, at = row; j < inner; j++, at += 4) {
        const v = takeEach(at, apart, groups);
        const d0 = f64x2.sub(low(v), m0), d1 = f64x2.sub(high(v), m1);
        s0 = f64x2.add(s0, f64x2.mul(d0, d0));
        s1 = f64x2.add(s1, f64x2.mul(d1, d1));
      }
    }
    putTwo(mean, m0, groups);
    putTwo(mean + 16, m1, groups - 2);
    putTwo(invStd, f64x2.div(one, f64x2.sqrt(f64x2.add(f64x2.div(s0, count), more))), groups);
    putTwo(invStd + 16, f64x2.div(one, f64x2.sqrt(f64x2.add(f64x2.div(s1, count), more))), groups - 2);
    x += 4 * apart;
    mean += 32;
    invStd += 32;
  }
}

// normalise is y = γ·x̂ + β. γ and β are one value a group, or with shared set one
// for each of the inner values.
export function normalise(
  y: usize, x: usize, mean: usize, invStd: usize, gamma: usize, beta: usize,
  groups: i32, apart: usize, outer: i32, outerStep: usize, inner: i32, shared: bool,
): void {
  for (; groups > 0; groups -= 4) {
    const m0 = takeTwo(mean, groups), m1 = takeTwo(mean + 16, groups - 2);
    const k0 = takeTwo(invStd, groups), k1 = takeTwo(invStd + 16, groups - 2);
    let g = shared ? f32x4.splat(0) : take(gamma, groups), b = shared ? g : take(beta, groups);
    for (let i = 0; i < outer; i++) {
      const run = <usize>i * outerStep;
      for (let j = 0, at = run; j < inner; j++, at += 4) {
        if (shared) {
          g = v128.load32_splat(gamma + <usize>j * 4);
          b = v128.load32_splat(beta + <usize>j * 4);
        }
        const v = takeEach(x + at, apart, groups);
        const h0 = f64x2.mul(f64x2.sub(low(v), m0), k0), h1 = f64x2.mul(f64x2.sub(high(v), m1), k1);
        const y0 = f64x2.add(f64x2.mul(low(g), h0), low(b)), y1 = f64x2.add(f64x2.mul(high(g), h1), high(b));
        putEach(y + at, apart, rounded(y0, y1), groups);
      }
    }
    x += 4 * apart;
    y += 4 * apart;
    mean += 32;
    invStd += 32;
    if (!shared) {
      gamma += 16;
      beta += 16;
    }
  }
}

// weighed is γ·d with the shared γ of place j, or d.
// @ts-ignore: decorator
@inline
function weighed(d: v128, gamma: usize, j: i32, shared: bool): v128 {
  return shared ? f64x2.mul(d, f64x2.splat(<f64>load<f32>(gamma + <usize>j * 4))) : d;
}

// normaliseBack is the way back through normalise: with g = dy, or γ·dy where γ is
// shared, dx = s·(g − mean(g) − x̂·mean(g·x̂)) with s = γ/σ, or 1/σ where γ is in g.
// It leaves Σ g and Σ g·x̂ of each group.
export function normaliseBack(
  dx: usize, dy: usize, x: usize, mean: usize, invStd: usize, gamma: usize, sumG: usize, sumGX: usize,
  groups: i32, apart: usize, outer: i32, outerStep: usize, inner: i32, shared: bool,
): void {
  const count = f64x2.splat(<f64>outer * <f64>inner);
  for (; groups > 0; groups -= 4) {
    const m0 = takeTwo(mean, groups), m1 = takeTwo(mean + 16, groups - 2);
    const k0 = takeTwo(invStd, groups), k1 = takeTwo(invStd + 16, groups - 2);
    let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0;
    for (let i = 0; i < outer; i++) {
      for (let j = 0, at = <usize>i * outerStep; j < inner; j++, at += 4) {
        const v = takeEach(x + at, apart, groups), d = takeEach(dy + at, apart, groups);
        const h0 = f64x2.mul(f64x2.sub(low(v), m0), k0), h1 = f64x2.mul(f64x2.sub(high(v), m1), k1);
        const g0 = weighed(low(d), gamma, j, shared), g1 = weighed(high(d), gamma, j, shared);
        a0 = f64x2.add(a0, g0);
        a1 = f64x2.add(a1, g1);
        b0 = f64x2.add(b0, f64x2.mul(g0, h0));
        b1 = f64x2.add(b1, f64x2.mul(g1, h1));
      }
    }
    putTwo(sumG, a0, groups);
    putTwo(sumG + 16, a1, groups - 2);
    putTwo(sumGX, b0, groups);
    putTwo(sumGX + 16, b1, groups - 2);
    a0 = f64x2.div(a0, count);
    a1 = f64x2.div(a1, count);
    b0 = f64x2.div(b0, count);
    b1 = f64x2.div(b1, count);
    let s0 = k0, s1 = k1;
    if (!shared) {
      const k = take(gamma, groups);
      s0 = f64x2.mul(low(k), k0);
      s1 = f64x2.mul(high(k), k1);
    }
    for (let i = 0; i < outer; i++) {
      for (let j = 0, at = <usize>i * outerStep; j < inner; j++, at += 4) {
        const v = takeEach(x + at, apart, groups), d = takeEach(dy + at, apart, groups);
        const h0 = f64x2.mul(f64x2.sub(low(v), m0), k0), h1 = f64x2.mul(f64x2.sub(high(v), m1), k1);
        const g0 = weighed(low(d), gamma, j, shared), g1 = weighed(high(d), gamma, j, shared);
        const r0 = f64x2.mul(s0, f64x2.sub(f64x2.sub(g0, a0), f64x2.mul(h0, b0)));
        const r1 = f64x2.mul(s1, f64x2.sub(f64x2.sub(g1, a1), f64x2.mul(h1, b1)));
        putEach(dx + at, apart, rounded(r0, r1), groups);
      }
    }
    x += 4 * apart;
    dx += 4 * apart;
    dy += 4 * apart;
    mean += 32;
    invStd += 32;
    sumG += 32;
    sumGX += 32;
    if (!shared) gamma += 16;
  }
}

// sumShared stores what shared γ and β get from m examples of n values: Σ dy·x̂
// and Σ dy over the examples.
export function sumShared(
  dGamma: usize, dBeta: usize, dy: usize, x: usize, mean: usize, invStd: usize, m: i32, n: i32,
): void {
  for (let left = n; left > 0; left -= 4) {
    let g0 = f64x2.splat(0), g1 = g0, b0 = g0, b1 = g0;
    for (let i = 0; i < m; i++) {
      const at = <usize>i * <usize>n * 4;
      const v = take(x + at, left), d = take(dy + at, left);
      const mu = v128.load64_splat(mean + <usize>i * 8), k = v128.load64_splat(invStd + <usize>i * 8);
      const d0 = low(d), d1 = high(d);
      g0 = f64x2.add(g0, f64x2.mul(d0, f64x2.mul(f64x2.sub(low(v), mu), k)));
      g1 = f64x2.add(g1, f64x2.mul(d1, f64x2.mul(f64x2.sub(high(v), mu), k)));
      b0 = f64x2.add(b0, d0);
      b1 = f64x2.add(b1, d1);
    }
    put(dGamma, rounded(g0, g1), left);
    put(dBeta, rounded(b0, b1), left);
    dGamma += 16;
    dBeta += 16;
    dy += 16;
    x += 16;
  }
}
