// Vectors of four float32: loads and stores that stop where an array does, and
// the one product that the two builds of this module disagree on.

// left is how many values remain; four or more are a whole vector. Lanes beyond
// the end read as zero and are not written.

// @ts-ignore: decorator
@inline
export function take(at: usize, left: i32): v128 {
  if (left >= 4) return v128.load(at);
  if (left == 1) return v128.load32_zero(at);
  const pair = v128.load64_zero(at);
  return left == 2 ? pair : v128.load32_lane(at, pair, 2, 8);
}

// @ts-ignore: decorator
@inline
export function put(at: usize, x: v128, left: i32): void {
  if (left >= 4) {
    v128.store(at, x);
  } else if (left == 1) {
    v128.store32_lane(at, x, 0);
  } else {
    v128.store64_lane(at, x, 0);
    if (left == 3) v128.store32_lane(at, x, 2, 8);
  }
}

// multiplyAdd is sum + a·b: one rounding where the build has a fused product,
// two, as everywhere else, where it has not.
// @ts-ignore: decorator
@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

// What a transpose of 4×4 values takes apart and joins.
// @ts-ignore: decorator
@inline
export function evenPairs(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 0, 4, 1, 5); }
// @ts-ignore: decorator
@inline
export function oddPairs(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 2, 6, 3, 7); }
// @ts-ignore: decorator
@inline
export function lowHalves(a: v128, b: v128): v128 { return v128.shuffle<f64>(a, b, 0, 2); }
// @ts-ignore: decorator
@inline
export function highHalves(a: v128, b: v128): v128 { return v128.shuffle<f64>(a, b, 1, 3); }
