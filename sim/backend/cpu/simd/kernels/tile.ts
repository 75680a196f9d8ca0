// The innermost product: a tile of up to 4 rows and 8 columns of C stays in
// registers for the whole of k. Four by eight are 8 sums, 2 vectors of B and 1
// value of A: a 6×8 tile would need all 16 registers that x86-64 has, and the
// browsers' compilers then spill.

import { multiplyAdd } from "./lanes";

// tile is C += A·B for rows (1 to 4) by 8 values of C, whose rows are ldc bytes
// apart. Step l reads the rows of A side by side at a + l·aStep and 8 values
// of B at b + l·bStep. With zero set, C is written only: C = A·B. Each sum
// starts from C and takes its terms in the order of l.
export function tile(rows: i32, c: usize, ldc: usize, a: usize, aStep: usize, b: usize, bStep: usize, k: i32, zero: bool): void {
  switch (rows) {
    case 4: return body(4, c, ldc, a, aStep, b, bStep, k, zero);
    case 3: return body(3, c, ldc, a, aStep, b, bStep, k, zero);
    case 2: return body(2, c, ldc, a, aStep, b, bStep, k, zero);
    default: return body(1, c, ldc, a, aStep, b, bStep, k, zero);
  }
}

// @ts-ignore: decorator
@inline
function body(rows: i32, c: usize, ldc: usize, a: usize, aStep: usize, b: usize, bStep: usize, k: i32, zero: bool): void {
  const c1 = c + ldc, c2 = c1 + ldc, c3 = c2 + ldc;
  let p0 = f32x4.splat(0), q0 = p0, p1 = p0, q1 = p0, p2 = p0, q2 = p0, p3 = p0, q3 = p0;
  if (!zero) {
    p0 = v128.load(c);
    q0 = v128.load(c, 16);
    if (rows > 1) { p1 = v128.load(c1); q1 = v128.load(c1, 16); }
    if (rows > 2) { p2 = v128.load(c2); q2 = v128.load(c2, 16); }
    if (rows > 3) { p3 = v128.load(c3); q3 = v128.load(c3, 16); }
  }
  for (; k > 0; k--) {
    const u = v128.load(b), v = v128.load(b, 16);
    let x = v128.load32_splat(a);
    p0 = multiplyAdd(p0, x, u);
    q0 = multiplyAdd(q0, x, v);
    if (rows > 1) {
      x = v128.load32_splat(a, 4);
      p1 = multiplyAdd(p1, x, u);
      q1 = multiplyAdd(q1, x, v);
    }
    if (rows > 2) {
      x = v128.load32_splat(a, 8);
      p2 = multiplyAdd(p2, x, u);
      q2 = multiplyAdd(q2, x, v);
    }
    if (rows > 3) {
      x = v128.load32_splat(a, 12);
      p3 = multiplyAdd(p3, x, u);
      q3 = multiplyAdd(q3, x, v);
    }
    a += aStep;
    b += bStep;
  }
  v128.store(c, p0);
  v128.store(c, q0, 16);
  if (rows > 1) { v128.store(c1, p1); v128.store(c1, q1, 16); }
  if (rows > 2) { v128.store(c2, p2); v128.store(c2, q2, 16); }
  if (rows > 3) { v128.store(c3, p3); v128.store(c3, q3, 16); }
}
