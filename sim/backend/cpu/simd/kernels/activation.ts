// The activations of nn.Activations: a = φ(z) and d = φ'(z), operation by
// operation those of sim/backend/cpu/activation.go. Those with an exponential compute
// in float64, two values at a time.

import { both, exp, expRest, expScale, log1p, normalTail } from "./elementary";
import { flushed } from "./flush";
import { put, take } from "./lanes";

// The codes of the instruction, in the order of sim/backend/cpu's table.
export const enum Kind { Sigmoid, Tanh, ReLU, Leaky, ELU, SELU, GELU, SiLU, Softplus, Softsign, Linear }

const SELU_ALPHA: f64 = 1.6732632423543772848170429916717;
const SELU_LAMBDA: f64 = 1.0507009873554804934193349852946;
const INVERSE_ROOT_2PI: f64 = 0.39894228040143267793994605993438;

export function activate(kind: i32, z: usize, a: usize, d: usize, n: i32, slope: f32): void {
  switch (kind) {
    case Kind.Sigmoid: return wide(Kind.Sigmoid, z, a, d, n);
    case Kind.Tanh: return wide(Kind.Tanh, z, a, d, n);
    case Kind.ReLU: return relu(z, a, d, n);
    case Kind.Leaky: return leaky(z, a, d, n, slope);
    case Kind.ELU: return wide(Kind.ELU, z, a, d, n);
    case Kind.SELU: return wide(Kind.SELU, z, a, d, n);
    case Kind.GELU: return wide(Kind.GELU, z, a, d, n);
    case Kind.SiLU: return wide(Kind.SiLU, z, a, d, n);
    case Kind.Softplus: return wide(Kind.Softplus, z, a, d, n);
    case Kind.Softsign: return wide(Kind.Softsign, z, a, d, n);
    default: return linear(z, a, d, n);
  }
}

// relu gives +0 up to zero, where 0·u could be −0 or NaN; a NaN passes.
function relu(z: usize, a: usize, d: usize, n: i32): void {
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

function leaky(z: usize, a: usize, d: usize, n: i32, slope: f32): void {
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

function linear(z: usize, a: usize, d: usize, n: i32): void {
  for (; n > 0; n -= 4) {
    put(a, take(z, n), n);
    put(d, f32x4.splat(1), n);
    z += 16;
    a += 16;
    d += 16;
  }
}

// wide widens four float32 to twice two float64 and back.
// @ts-ignore: decorator
@inline
function wide(kind: Kind, z: usize, a: usize, d: usize, n: i32): void {
  for (; n > 0; n -= 4) {
    const u = take(z, n);
    const a0 = pair(kind, f64x2.promote_low_f32x4(u)), d0 = derivative;
    const a1 = pair(kind, f64x2.promote_low_f32x4(v128.shuffle<f64>(u, u, 1, 0))), d1 = derivative;
    put(a, flushed(narrow(a0, a1)), n);
    put(d, flushed(narrow(d0, d1)), n);
    z += 16;
    a += 16;
    d += 16;
  }
}

// @ts-ignore: decorator
@inline
function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

// derivative is the second result of pair.
let derivative: v128 = i64x2.splat(0);

// @ts-ignore: decorator
@inline
function pair(kind: Kind, u: v128): v128 {
  if (kind == Kind.Sigmoid) return sigmoid(u);
  if (kind == Kind.Tanh) return tanh(u);
  if (kind == Kind.ELU) return exponentialUnit(u, 1, 1);
  if (kind == Kind.SELU) return exponentialUnit(u, SELU_LAMBDA, SELU_ALPHA);
  if (kind == Kind.GELU) return gelu(u);
  if (kind == Kind.SiLU) return silu(u);
  if (kind == Kind.Softplus) return softplus(u);
  return softsign(u);
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
function sigmoid(u: v128): v128 {
  const e = exp(minusAbs(u));
  const q = inverse(add(both(1), e));
  derivative = mul(mul(e, q), q);
  return v128.bitselect(mul(q, e), q, negative(u));
}

// @ts-ignore: decorator
@inline
function tanh(u: v128): v128 {
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
function gelu(u: v128): v128 {
  const e = exp(f64x2.div(mul(f64x2.neg(u), u), both(2)));
  const tail = normalTail(u, e);
  const cdf = v128.bitselect(f64x2.sub(both(1), tail), tail, f64x2.gt(u, both(0)));
  derivative = add(cdf, mul(u, mul(e, both(INVERSE_ROOT_2PI))));
  return mul(u, cdf);
}

// @ts-ignore: decorator
@inline
function silu(u: v128): v128 {
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
function softplus(u: v128): v128 {
  const e = exp(minusAbs(u));
  const q = inverse(add(both(1), e));
  const below = negative(u);
  const rest = log1p(e);
  derivative = v128.bitselect(mul(e, q), q, below);
  return v128.bitselect(rest, add(u, rest), below);
}

// @ts-ignore: decorator
@inline
function softsign(u: v128): v128 {
  const q = inverse(add(both(1), f64x2.abs(u)));
  derivative = mul(q, q);
  return mul(u, q);
}
