// The loops over the values that an activation is applied to: a = φ(z) and d = φ'(z).
// kind is a constant, so that each call becomes a loop of its own.

import { derivative } from "./activation";
import { Kind, pair, quad } from "./choices";
import { flushed } from "./flush";
import { put, take } from "./lanes";

// single takes four values at a time.
// @ts-ignore: decorator
@inline
export function single(kind: Kind, z: usize, a: usize, d: usize, n: i32, slope: f32): void {
  for (; n > 0; n -= 4) {
    put(a, quad(kind, take(z, n), slope), n);
    put(d, derivative, n);
    z += 16;
    a += 16;
    d += 16;
  }
}

// wide widens four float32 to twice two float64 and back.
// @ts-ignore: decorator
@inline
export function wide(kind: Kind, z: usize, a: usize, d: usize, n: i32, slope: f32): void {
  for (; n > 0; n -= 4) {
    const u = take(z, n);
    const a0 = pair(kind, f64x2.promote_low_f32x4(u), slope), d0 = derivative;
    const a1 = pair(kind, f64x2.promote_low_f32x4(v128.shuffle<f64>(u, u, 1, 0)), slope), d1 = derivative;
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
