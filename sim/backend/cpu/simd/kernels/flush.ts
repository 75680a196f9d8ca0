// Small numbers, as in sim/backend/cpu/flush.go and lift.go: what is kept is never a
// subnormal number, and of products that are all small one factor is lifted.

import { take } from "./lanes";

const EXPONENT: i32 = 0x7f800000;
const LIFT_UP: f32 = 1.8446744073709552e19; // 2⁶⁴
const LIFT_DOWN: f32 = 5.421010862427522e-20;
const LEAST_LIFTED: f32 = 2.168404344971009e-19; // 2⁻⁶²
const SMALL_BELOW: f32 = 9.094947017729282e-13; // 2⁻⁴⁰
const TINY_BELOW: f32 = 8.271806125530277e-25; // 2⁻⁸⁰
const LARGE_FROM: f32 = 1.152921504606847e18; // 2⁶⁰

// flushed makes 0 of subnormal numbers: those whose exponent's bits are all zero.
// @ts-ignore: decorator
@inline
export function flushed(x: v128): v128 {
  return v128.andnot(x, i32x4.eq(v128.and(x, i32x4.splat(EXPONENT)), i32x4.splat(0)));
}

// flushedOne is the same of one number.
// @ts-ignore: decorator
@inline
export function flushedOne(x: f32): f32 { return (reinterpret<i32>(x) & EXPONENT) == 0 ? 0 : x; }

// kept makes 0 of numbers that are smaller in size than least.
// @ts-ignore: decorator
@inline
export function kept(x: v128, least: v128): v128 { return v128.andnot(x, f32x4.lt(f32x4.abs(x), least)); }

// How small the largest of some numbers is, as in sim/backend/cpu/lift.go.
const enum Level { Ordinary, Small, Tiny, Nothing }

function levelOf(x: usize, n: i32): i32 {
  const small = f32x4.splat(SMALL_BELOW);
  let most = f32x4.splat(0);
  for (; n > 0; n -= 4) {
    const size = f32x4.abs(take(x, n));
    if (!v128.all_true<i32>(f32x4.lt(size, small))) return Level.Ordinary;
    most = f32x4.max(most, size);
    x += 16;
  }
  if (v128.any_true(f32x4.ge(most, f32x4.splat(TINY_BELOW)))) return Level.Small;
  return v128.any_true(f32x4.gt(most, f32x4.splat(0))) ? Level.Tiny : Level.Nothing;
}

function isTiny(x: usize, n: i32): bool {
  let found = false;
  for (const end = x + <usize>n * 4; x < end; x += 4) {
    const size = abs(load<f32>(x));
    if (!(size < TINY_BELOW)) return false;
    if (size > 0) found = true;
  }
  return found;
}

function allBelow(x: usize, n: i32, limit: f32): bool {
  for (const end = x + <usize>n * 4; x < end; x += 4) {
    if (!(abs(load<f32>(x)) < limit)) return false;
  }
  return true;
}

// liftsOf says how many times A is to be lifted for C = A·B, or C += A·B unless c
// is 0.
export function liftsOf(c: usize, sizeC: i32, a: usize, sizeA: i32, b: usize, sizeB: i32): i32 {
  const lifts = liftsOfFactors(a, sizeA, b, sizeB);
  if (lifts == 0 || (c != 0 && levelOf(c, sizeC) == Level.Ordinary) || !allBelow(a, sizeA, LARGE_FROM)) return 0;
  return lifts;
}

function liftsOfFactors(a: usize, sizeA: i32, b: usize, sizeB: i32): i32 {
  const right = levelOf(b, sizeB);
  if (right == Level.Nothing) return 0;
  if (right == Level.Ordinary) return isTiny(a, sizeA) ? 1 : 0;
  const left = levelOf(a, sizeA);
  if (left == Level.Nothing) return 0;
  if (right == Level.Small) return left;
  return left == Level.Ordinary ? 1 : 2;
}

// lift multiplies numbers by LIFT_UP.
export function lift(x: usize, n: i32, times: i32): void {
  for (; times > 0; times--) {
    for (let i: usize = 0; i < <usize>n * 4; i += 4) store<f32>(x + i, load<f32>(x + i) * LIFT_UP);
  }
}

// liftBy is lift, four numbers at once; n is a multiple of four.
export function liftBy(x: usize, n: i32, times: i32): void {
  for (; times > 0; times--) {
    for (let i: usize = 0; i < <usize>n * 4; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), f32x4.splat(LIFT_UP)));
  }
}

// settle brings them down again.
export function settle(x: usize, n: i32, times: i32): void {
  for (; times > 0; times--) {
    const end = x + <usize>(n & -4) * 4;
    let at = x;
    for (; at < end; at += 16) {
      v128.store(at, f32x4.mul(kept(v128.load(at), f32x4.splat(LEAST_LIFTED)), f32x4.splat(LIFT_DOWN)));
    }
    for (let i = n & 3; i > 0; i--) {
      const v = load<f32>(at);
      store<f32>(at, (abs(v) < LEAST_LIFTED ? 0 : v) * LIFT_DOWN);
      at += 4;
    }
  }
}
