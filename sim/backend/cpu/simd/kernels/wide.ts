// The loop of the activations that compute in float64.

import { derivative } from "./activation";
import { Kind, pair } from "./choices";
import { flushed } from "./flush";
import { put, take } from "./lanes";

// wide widens four float32 to twice two float64 and back.
// @ts-ignore: decorator
@inline
export function wide(kind: Kind, z: usize, a: usize, d: usize, n: i32): void {
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
