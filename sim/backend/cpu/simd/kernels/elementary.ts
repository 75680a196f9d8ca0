// The elementary functions of training, two at a time in float64, operation by
// operation those of sim/backend/cpu/elementary.go: the same bits come out, good to a
// few units in the last place of a float32. Nothing here is fused.

const LOG2E: f64 = 1.4426950408889634;
const LN2: f64 = 0.6931471805599453;
const ROUNDING_SHIFT: f64 = 6755399441055744; // 1.5·2⁵²: adding it rounds to a whole number
const EXPONENT_BIAS: i64 = 1023;
const EXP_FLOOR: f64 = -700;

// @ts-ignore: decorator
@inline
export function both(x: f64): v128 { return f64x2.splat(x); }
// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }

// expScale and expRest split eˣ of x ≤ 0 into s·(1+p), s a power of two: s +
// s·p is eˣ, and s·p + (s−1) is eˣ − 1 without cancellation. Both begin with
// expShifted, which the compiler computes once.

// @ts-ignore: decorator
@inline
function expShifted(x: v128): v128 { return add(mul(x, both(LOG2E)), both(ROUNDING_SHIFT)); }

// expBounded keeps the scale a normal number; NaN passes.
// @ts-ignore: decorator
@inline
function expBounded(x: v128): v128 { return f64x2.pmax(x, both(EXP_FLOOR)); }

// @ts-ignore: decorator
@inline
export function expScale(x: v128): v128 {
  return i64x2.shl(i64x2.add(expShifted(expBounded(x)), i64x2.splat(EXPONENT_BIAS)), 52);
}

// @ts-ignore: decorator
@inline
export function expRest(x: v128): v128 {
  const y = expBounded(x);
  const r = f64x2.sub(y, mul(f64x2.sub(expShifted(y), both(ROUNDING_SHIFT)), both(LN2)));
  let p = add(both(1.0 / 720), mul(r, both(1.0 / 5040)));
  p = add(both(1.0 / 120), mul(r, p));
  p = add(both(1.0 / 24), mul(r, p));
  p = add(both(1.0 / 6), mul(r, p));
  p = add(both(1.0 / 2), mul(r, p));
  p = add(both(1), mul(r, p));
  return mul(r, p);
}

// exp is eˣ of x ≤ 0.
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const s = expScale(x);
  return add(s, mul(s, expRest(x)));
}

// log1p is log(1+x) of 0 ≤ x ≤ 1, and keeps the digits of a small x.
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 { return artanhSeries(f64x2.div(x, add(both(2), x))); }

// artanhSeries is 2·artanh(s) for |s| ≤ 1/3: 2·(s + s³/3 + s⁵/5 + …).
// @ts-ignore: decorator
@inline
function artanhSeries(s: v128): v128 {
  const s2 = mul(s, s);
  let sum = both(1.0 / 19);
  for (let k: f64 = 17; k > 0; k -= 2) sum = add(both(1 / k), mul(s2, sum));
  return mul(mul(both(2), s), sum);
}

// log is the natural logarithm of one positive, finite, normal x.
export function log(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let k = <i32>(bits >> 52) - 1022; // as math.Frexp: x = m·2ᵏ with m in ½ … 1
  let m = reinterpret<f64>(bits & 0x000f_ffff_ffff_ffff | 0x3fe0_0000_0000_0000);
  if (m < 0.7071067811865476) {
    m = 2 * m;
    k--;
  }
  return <f64>k * LN2 + f64x2.extract_lane(artanhSeries(both((m - 1) / (m + 1))), 0);
}

// The upper tail of the normal distribution: see elementary.go.
const TAIL_SCALE: f64 = 0.3;

// normalTail is Φ(u) for u ≤ 0, and 1 − Φ(u) beyond; e is e^(−u²/2).
// @ts-ignore: decorator
@inline
export function normalTail(u: v128, e: v128): v128 {
  const t = f64x2.div(both(1), add(both(1), mul(both(TAIL_SCALE), f64x2.abs(u))));
  let sum = both(-0.0093288706143306969);
  sum = add(both(0.03188474581418875), mul(t, sum));
  sum = add(both(-0.016045497312398106), mul(t, sum));
  sum = add(both(-0.048907392329489388), mul(t, sum));
  sum = add(both(0.034372174709113967), mul(t, sum));
  sum = add(both(0.01101760895657098), mul(t, sum));
  sum = add(both(0.061864497472917154), mul(t, sum));
  sum = add(both(0.086830515387872287), mul(t, sum));
  sum = add(both(0.10894778095829322), mul(t, sum));
  sum = add(both(0.11968174319210362), mul(t, sum));
  sum = add(both(0.11968268803103521), mul(t, sum));
  return mul(mul(e, t), sum);
}
