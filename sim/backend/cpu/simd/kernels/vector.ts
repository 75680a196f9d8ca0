// Vectors: what training does value by value, and sums of rows and columns.
// Every sum takes its terms one after the other; what is computed at once are
// different sums.

import { flushed, flushedOne } from "./flush";
import { evenPairs, highHalves, lowHalves, oddPairs, put, take } from "./lanes";

// multiply is y = a·b.
export function multiply(y: usize, a: usize, b: usize, n: i32): void {
  for (; n > 0; n -= 4) {
    put(y, flushed(f32x4.mul(take(a, n), take(b, n))), n);
    y += 16;
    a += 16;
    b += 16;
  }
}

// addScaled is y = x + s·f.
export function addScaled(y: usize, x: usize, f: usize, s: f32, n: i32): void {
  const scale = f32x4.splat(s);
  for (; n > 0; n -= 4) {
    put(y, flushed(f32x4.add(take(x, n), f32x4.mul(scale, take(f, n)))), n);
    y += 16;
    x += 16;
    f += 16;
  }
}

// scale is y = s·x.
export function scale(y: usize, x: usize, s: f32, n: i32): void {
  const factor = f32x4.splat(s);
  for (; n > 0; n -= 4) {
    put(y, flushed(f32x4.mul(factor, take(x, n))), n);
    y += 16;
    x += 16;
  }
}

// fill sets n values.
export function fill(y: usize, value: f32, n: i32): void {
  const x = f32x4.splat(value);
  for (; n > 0; n -= 4) {
    put(y, x, n);
    y += 16;
  }
}

// fillRows sets each of m rows to the same n values.
export function fillRows(y: usize, row: usize, m: i32, n: i32): void {
  for (; m > 0; m--) {
    let from = row;
    for (let left = n; left > 0; left -= 4) {
      put(y, take(from, left), left);
      from += 16;
      y += <usize>min(left, 4) * 4;
    }
  }
}

// fillColumns sets row i of an (m, n) matrix to value i of the column.
export function fillColumns(y: usize, column: usize, m: i32, n: i32): void {
  for (; m > 0; m--) {
    fill(y, load<f32>(column), n);
    column += 4;
    y += <usize>n * 4;
  }
}

// gather copies m rows of n values, row i from row index i of another matrix.
export function gather(y: usize, from: usize, indices: usize, m: i32, n: i32): void {
  for (; m > 0; m--) {
    let row = from + <usize>load<u32>(indices) * <usize>n * 4;
    indices += 4;
    for (let left = n; left > 0; left -= 4) {
      put(y, take(row, left), left);
      row += 16;
      y += <usize>min(left, 4) * 4;
    }
  }
}

// sumColumns is the sum over the m rows of an (m, n) matrix, taken in float64.
export function sumColumns(sum: usize, a: usize, m: i32, n: i32): void {
  for (let left = n; left > 0; left -= 4) {
    let low = f64x2.splat(0), high = low, at = a;
    for (let i = 0; i < m; i++) {
      const x = take(at, left);
      low = f64x2.add(low, f64x2.promote_low_f32x4(x));
      high = f64x2.add(high, f64x2.promote_low_f32x4(highHalves(x, x)));
      at += <usize>n * 4;
    }
    put(sum, flushed(lowHalves(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high))), left);
    sum += 16;
    a += 16;
  }
}

// addRowSums adds to each of m float64 sums the n values of a row, four rows at
// once.
export function addRowSums(sum: usize, a: usize, m: i32, n: i32): void {
  const row = <usize>n * 4;
  for (; m >= 4; m -= 4) {
    addFourRowSums(sum, a, row, n);
    sum += 32;
    a += 4 * row;
  }
  for (; m > 0; m--) {
    let total = load<f64>(sum);
    for (let i: usize = 0; i < row; i += 4) total += <f64>load<f32>(a + i);
    store<f64>(sum, total);
    sum += 8;
    a += row;
  }
}

function addFourRowSums(sum: usize, a: usize, row: usize, n: i32): void {
  let low = v128.load(sum), high = v128.load(sum, 16);
  let a1 = a + row, a2 = a1 + row, a3 = a2 + row;
  for (; n > 0; n -= 4) {
    const r0 = take(a, n), r1 = take(a1, n), r2 = take(a2, n), r3 = take(a3, n);
    const e0 = evenPairs(r0, r1), e1 = evenPairs(r2, r3);
    const o0 = oddPairs(r0, r1), o1 = oddPairs(r2, r3);
    low = addLow(low, e0);
    high = addLow(high, e1);
    if (n > 1) { low = addHigh(low, e0); high = addHigh(high, e1); }
    if (n > 2) { low = addLow(low, o0); high = addLow(high, o1); }
    if (n > 3) { low = addHigh(low, o0); high = addHigh(high, o1); }
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
  }
  v128.store(sum, low);
  v128.store(sum, high, 16);
}

// addLow and addHigh add two of four float32 to two float64.
// @ts-ignore: decorator
@inline
function addLow(sum: v128, x: v128): v128 { return f64x2.add(sum, f64x2.promote_low_f32x4(x)); }
// @ts-ignore: decorator
@inline
function addHigh(sum: v128, x: v128): v128 { return addLow(sum, highHalves(x, x)); }

// clearWide sets n float64 to 0.
export function clearWide(y: usize, n: i32): void { memory.fill(y, 0, <usize>n * 8); }

// narrow rounds n float64 to float32.
export function narrow(y: usize, x: usize, n: i32): void {
  for (; n > 0; n--) {
    store<f32>(y, flushedOne(<f32>load<f64>(x)));
    y += 4;
    x += 8;
  }
}

// sumSquares stores the sum of the squares, a float64. Every fourth is added up
// apart, so that no sum waits for the one before.
export function sumSquares(sum: usize, x: usize, n: i32): void {
  let low = f64x2.splat(0), high = low;
  for (; n > 0; n -= 4) {
    const v = take(x, n);
    const a = f64x2.promote_low_f32x4(v), b = f64x2.promote_low_f32x4(highHalves(v, v));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
    x += 16;
  }
  const both = f64x2.add(low, high);
  store<f64>(sum, f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1));
}
