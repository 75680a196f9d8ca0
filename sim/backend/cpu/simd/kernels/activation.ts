// The activations of nn.Functions, operation by operation as the function with the
// same name in sim/backend/cpu/activation.go. choices.ts, which is generated, calls them.
//
// Those that the table calls single are loops over float32, four at a time. The
// others, which compute with exponentials, take two float64, give φ(u) and leave
// φ'(u) in derivative; wide.ts has their loop, and rounds and flushes both.

import { both, exp, expRest, expScale, log1p, normalTail } from "./elementary";
import { flushed } from "./flush";
import { put, take } from "./lanes";

const SELU_ALPHA: f64 = 1.6732632423543772848170429916717;
const SELU_LAMBDA: f64 = 1.0507009873554804934193349852946;
const INVERSE_ROOT_2PI: f64 = 0.39894228040143267793994605993438;

// derivative is the second result of a function of two float64.
export let derivative: v128 = i64x2.splat(0);

// relu gives +0 up to zero, where 0·u could be −0 or NaN; a NaN passes.
export function relu(z: usize, a: usize, d: usize, n: i32): void {
  const one = f32x4.splat(1);
  for (; n > 0; n -= 4) {
    const u = take(z, n);
    const below = f32x4.le(u, f32x4.splat(0));
    put(a, v128.andnot(u, below), n);
    put(d, v128.andnot(one, below), n);
    z += 16;
    a += 16;
    d += 16;
  }
}

export function leaky(z: usize, a: usize, d: usize, n: i32, slope: f32): void {
  const low = f32x4.splat(slope), one = f32x4.splat(1);
  for (; n > 0; n -= 4) {
    const u = take(z, n);
    const below = f32x4.le(u, f32x4.splat(0));
    put(a, v128.bitselect(flushed(f32x4.mul(low, u)), u, below), n);
    put(d, v128.bitselect(low, one, below), n);
    z += 16;
    a += 16;
    d += 16;
  }
}

// hardsigmoid lets a NaN pass, which is neither low nor high.
export function hardsigmoid(z: usize, a: usize, d: usize, n: i32): void {
  const three = f32x4.splat(3), one = f32x4.splat(1);
  for (; n > 0; n -= 4) {
    const u = take(z, n);
    const low = f32x4.le(u, f32x4.splat(-3)), high = f32x4.gt(u, three);
    const line = v128.andnot(f32x4.div(f32x4.add(u, three), f32x4.splat(6)), low);
    put(a, v128.bitselect(one, line, high), n);
    put(d, v128.andnot(f32x4.splat(1.0 / 6), v128.or(low, high)), n);
    z += 16;
    a += 16;
    d += 16;
  }
}

export function linear(z: usize, a: usize, d: usize, n: i32): void {
  for (; n > 0; n -= 4) {
    put(a, take(z, n), n);
    put(d, f32x4.splat(1), n);
    z += 16;
    a += 16;
    d += 16;
  }
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
// @ts-ignore: decorator
@inline
function inverse(x: v128): v128 { return f64x2.div(both(1), x); }
// @ts-ignore: decorator
@inline
function negative(u: v128): v128 { return f64x2.lt(u, both(0)); }
// @ts-ignore: decorator
@inline
function minusAbs(u: v128): v128 { return f64x2.neg(f64x2.abs(u)); }

// @ts-ignore: decorator
@inline
export function sigmoid(u: v128): v128 {
  const e = exp(minusAbs(u));
  const q = inverse(add(both(1), e));
  derivative = mul(mul(e, q), q);
  return v128.bitselect(mul(q, e), q, negative(u));
}

// @ts-ignore: decorator
@inline
export function tanh(u: v128): v128 {
  const x = mul(both(-2), f64x2.abs(u));
  const s = expScale(x);
  const sp = mul(s, expRest(x));
  const e = add(s, sp), m = add(sp, f64x2.sub(s, both(1)));
  const q = inverse(add(both(2), m));
  const t = mul(f64x2.neg(m), q);
  derivative = mul(mul(mul(both(4), e), q), q);
  return v128.bitselect(f64x2.neg(t), t, negative(u));
}

// @ts-ignore: decorator
@inline
function exponentialUnit(u: v128, lambda: f64, alpha: f64): v128 {
  const s = expScale(u);
  const sp = mul(s, expRest(u));
  const above = f64x2.gt(u, both(0));
  derivative = v128.bitselect(both(lambda), mul(both(lambda * alpha), add(s, sp)), above);
  return v128.bitselect(mul(both(lambda), u), mul(both(lambda * alpha), add(sp, f64x2.sub(s, both(1)))), above);
}

// @ts-ignore: decorator
@inline
export function elu(u: v128): v128 { return exponentialUnit(u, 1, 1); }
// @ts-ignore: decorator
@inline
export function selu(u: v128): v128 { return exponentialUnit(u, SELU_LAMBDA, SELU_ALPHA); }

// @ts-ignore: decorator
@inline
export function gelu(u: v128): v128 {
  const e = exp(f64x2.div(mul(f64x2.neg(u), u), both(2)));
  const tail = normalTail(u, e);
  const cdf = v128.bitselect(f64x2.sub(both(1), tail), tail, f64x2.gt(u, both(0)));
  derivative = add(cdf, mul(u, mul(e, both(INVERSE_ROOT_2PI))));
  return mul(u, cdf);
}

// @ts-ignore: decorator
@inline
export function silu(u: v128): v128 {
  const e = exp(minusAbs(u));
  const near = inverse(add(both(1), e)); // σ(|u|)
  const far = mul(e, near); // σ(−|u|)
  const below = negative(u);
  const upper = v128.bitselect(far, near, below), lower = v128.bitselect(near, far, below);
  derivative = mul(upper, add(both(1), mul(u, lower)));
  return mul(u, upper);
}

// @ts-ignore: decorator
@inline
export function mish(u: v128): v128 {
  const e = exp(minusAbs(u));
  const square = mul(e, e), twice = mul(both(2), e);
  const below = negative(u);
  const part = v128.bitselect(add(twice, square), add(both(1), twice), below);
  const rise = v128.bitselect(e, square, below);
  const q = inverse(add(part, v128.bitselect(both(2), mul(both(2), square), below)));
  const through = mul(part, q);
  derivative = add(through, mul(u, mul(mul(mul(mul(both(4), rise), add(both(1), e)), q), q)));
  return mul(u, through);
}

// @ts-ignore: decorator
@inline
export function softplus(u: v128): v128 {
  const e = exp(minusAbs(u));
  const q = inverse(add(both(1), e));
  const below = negative(u);
  const rest = log1p(e);
  derivative = v128.bitselect(mul(e, q), q, below);
  return v128.bitselect(rest, add(u, rest), below);
}

// @ts-ignore: decorator
@inline
export function softsign(u: v128): v128 {
  const q = inverse(add(both(1), f64x2.abs(u)));
  derivative = mul(q, q);
  return mul(u, q);
}
