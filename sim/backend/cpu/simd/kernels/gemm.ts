// General matrix product, after Goto and van de Geijn, "Anatomy of
// high-performance matrix multiplication" (2008): blocks of A and B are packed
// so that a panel of B stays in the first-level cache while A streams past it.

import { lift, liftsOf, settle } from "./flush";
import { pack } from "./pack";
import { tile } from "./tile";

const ROWS = 4; // of a tile
const COLS = 8;

// The blocks: a panel of B is DEPTH·COLS values (8 KiB, a quarter of a common
// first-level cache), the packed blocks of A and B together 640 KiB.
const DEPTH = 256;
const HEIGHT = 128;
const WIDTH = 512;

// The workspace holds the packed blocks and one tile.
const A_ROOM: usize = DEPTH * HEIGHT * 4;
const B_ROOM: usize = DEPTH * WIDTH * 4;
const EDGE_ROW: usize = COLS * 4;

// DIRECT is the number of rows up to which B is not worth packing: every panel
// of it is read only once for four of them.
const DIRECT = 16;

// gemm is C += alpha·A·B, or with zero set C = alpha·A·B, with C (m, n), A
// (m, k), B (k, n). Rows of C are ldc bytes apart, value (i, l) of A lies at
// a + i·ai + l·al, value (l, j) of B at b + l·bl + j·bj; one of ai and al is 4,
// and one of bl and bj. work has room for 164 896 values.
export function gemm(
  c: usize, ldc: usize, a: usize, ai: usize, al: usize, b: usize, bl: usize, bj: usize,
  m: i32, n: i32, k: i32, alpha: f32, zero: bool, work: usize,
): void {
  const packedB = work + A_ROOM;
  const edge = packedB + B_ROOM;
  const direct = bj == 4 && m <= DIRECT;
  for (let j = 0; j < n; j += WIDTH) {
    const wide = min(WIDTH, n - j);
    for (let l = 0; l < k; l += DEPTH) {
      const deep = min(DEPTH, k - l);
      const bBlock = b + <usize>l * bl + <usize>j * bj;
      packB(packedB, bBlock, bl, bj, wide, deep, direct);
      for (let i = 0; i < m; i += HEIGHT) {
        const high = min(HEIGHT, m - i);
        packA(work, a + <usize>i * ai + <usize>l * al, ai, al, high, deep, alpha);
        block(
          c + <usize>i * ldc + <usize>j * 4, ldc, work,
          direct ? bBlock : packedB, direct ? bl : EDGE_ROW, direct ? 4 : <usize>deep * 4, packedB, edge,
          high, wide, deep, zero && l == 0,
        );
      }
    }
  }
}

// liftedGemm is gemm of matrices without gaps that may be so small that products
// of their values are subnormal numbers.
export function liftedGemm(
  c: usize, ldc: usize, a: usize, ai: usize, al: usize, b: usize, bl: usize, bj: usize,
  m: i32, n: i32, k: i32, alpha: f32, zero: bool, work: usize,
): void {
  const lifts = liftsOf(zero ? 0 : c, m * n, a, m * k, b, k * n);
  lift(a, m * k, lifts);
  if (!zero) lift(c, m * n, lifts);
  gemm(c, ldc, a, ai, al, b, bl, bj, m, n, k, alpha, zero, work);
  settle(a, m * k, lifts);
  settle(c, m * n, lifts);
}

function packA(to: usize, a: usize, ai: usize, al: usize, high: i32, deep: i32, alpha: f32): void {
  for (let i = 0; i < high; i += ROWS) {
    pack(to + <usize>(i * deep) * 4, a + <usize>i * ai, ai, al, min(ROWS, high - i), ROWS, deep);
  }
  if (alpha == 1) return;
  const size = (high + ROWS - 1) / ROWS * ROWS * deep;
  for (let i = 0; i < size; i += 4) {
    const at = to + <usize>i * 4;
    v128.store(at, f32x4.mul(v128.load(at), f32x4.splat(alpha)));
  }
}

// packB packs every panel, or where B is read directly only the one at the
// edge, which has less than 8 columns.
function packB(to: usize, b: usize, bl: usize, bj: usize, wide: i32, deep: i32, direct: bool): void {
  for (let j = direct ? wide & -COLS : 0; j < wide; j += COLS) {
    pack(to + <usize>(j * deep) * 4, b + <usize>j * bj, bj, bl, min(COLS, wide - j), COLS, deep);
  }
}

// block is one packed block of A times one block of B, whose step l is bStep
// bytes behind the one before and whose column j begins at b + j·bColumn. The
// panel at B's edge is always packed.
function block(
  c: usize, ldc: usize, a: usize, b: usize, bStep: usize, bColumn: usize, packedB: usize, edge: usize,
  high: i32, wide: i32, deep: i32, zero: bool,
): void {
  const whole = wide & -COLS;
  for (let j = 0; j < whole; j += COLS) {
    const bj = b + <usize>j * bColumn;
    for (let i = 0; i < high; i += ROWS) {
      tile(min(ROWS, high - i), c + <usize>i * ldc + <usize>j * 4, ldc, a + <usize>(i * deep) * 4, 16, bj, bStep, deep, zero);
    }
  }
  if (whole < wide) {
    const bj = packedB + <usize>(whole * deep) * 4;
    for (let i = 0; i < high; i += ROWS) {
      edgeTile(min(ROWS, high - i), wide - whole, c + <usize>i * ldc + <usize>whole * 4, ldc, a + <usize>(i * deep) * 4, bj, edge, deep, zero);
    }
  }
}

// edgeTile computes a tile of less than 8 columns aside.
function edgeTile(rows: i32, cols: i32, c: usize, ldc: usize, a: usize, b: usize, edge: usize, deep: i32, zero: bool): void {
  if (!zero) copyTile(edge, EDGE_ROW, c, ldc, rows, cols);
  tile(rows, edge, EDGE_ROW, a, 16, b, EDGE_ROW, deep, zero);
  copyTile(c, ldc, edge, EDGE_ROW, rows, cols);
}

function copyTile(to: usize, toRow: usize, from: usize, fromRow: usize, rows: i32, cols: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) store<f32>(to + <usize>j * 4, load<f32>(from + <usize>j * 4));
    to += toRow;
    from += fromRow;
  }
}
