// Packing for products: a panel is a few rows (of A) or columns (of B) with the
// values that one step of a product needs side by side, so that a product
// reads memory in one stream.

import { evenPairs, highHalves, lowHalves, oddPairs } from "./lanes";

// pack writes one panel of the given width, 4 or 8: value l of line i comes
// from at + i·line + l·step and goes to to + (l·width + i)·4. One of line and
// step is 4, the other may be anything. Of the width lines only the first
// lines exist; the others become zero.
export function pack(to: usize, at: usize, line: usize, step: usize, lines: i32, width: i32, k: i32): void {
  if (lines < width) {
    ragged(to, at, line, step, lines, width, k);
  } else if (line == 4) {
    side(to, at, step, width, k);
  } else {
    across(to, at, line, width, k);
    if (width == 8) across(to + 16, at + 4 * line, line, width, k);
  }
}

// ragged is a panel at the edge, value by value.
function ragged(to: usize, at: usize, line: usize, step: usize, lines: i32, width: i32, k: i32): void {
  memory.fill(to, 0, <usize>(k * width) * 4);
  for (let i = 0; i < lines; i++) {
    let from = at + <usize>i * line;
    let into = to + <usize>i * 4;
    for (let l = 0; l < k; l++) {
      store<f32>(into, load<f32>(from));
      from += step;
      into += <usize>width * 4;
    }
  }
}

// side is for lines that lie side by side already.
function side(to: usize, at: usize, step: usize, width: i32, k: i32): void {
  if (width == 4) {
    for (; k > 0; k--) {
      v128.store(to, v128.load(at));
      at += step;
      to += 16;
    }
    return;
  }
  for (; k > 0; k--) {
    v128.store(to, v128.load(at));
    v128.store(to, v128.load(at, 16), 16);
    at += step;
    to += 32;
  }
}

// across is for four lines that are each stored one value after the other: it
// transposes squares of 4×4.
function across(to: usize, at: usize, line: usize, width: i32, k: i32): void {
  const next = <usize>width * 4;
  let a0 = at, a1 = at + line, a2 = a1 + line, a3 = a2 + line;
  for (; k >= 4; k -= 4) {
    const r0 = v128.load(a0), r1 = v128.load(a1), r2 = v128.load(a2), r3 = v128.load(a3);
    const e0 = evenPairs(r0, r1), e1 = evenPairs(r2, r3);
    const o0 = oddPairs(r0, r1), o1 = oddPairs(r2, r3);
    v128.store(to, lowHalves(e0, e1));
    v128.store(to + next, highHalves(e0, e1));
    v128.store(to + 2 * next, lowHalves(o0, o1));
    v128.store(to + 3 * next, highHalves(o0, o1));
    a0 += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    to += 4 * next;
  }
  for (; k > 0; k--) {
    store<f32>(to, load<f32>(a0));
    store<f32>(to, load<f32>(a1), 4);
    store<f32>(to, load<f32>(a2), 8);
    store<f32>(to, load<f32>(a3), 12);
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    to += next;
  }
}
