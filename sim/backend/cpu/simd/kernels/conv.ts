// Convolutions of 3×3 kernels with stride 1 and padding 1, without a patch matrix:
// images lie in the workspace with a column of zeros in front of every line, which
// is also behind the line before it, and a line of zeros above and below. There the
// value under each element of the kernel is a fixed distance from the place of the
// output, for all places of an image in one row; the places of the columns of zeros
// are computed with the others and left out.

import { liftBy, liftsOf, settle } from "./flush";
import { multiplyAdd, put, take } from "./lanes";
import { pack } from "./pack";

const ROWS = 4; // channels of a tile of outputs
const COLS = 8; // places of it
const AREA = 9; // elements of a kernel

// The geometry of the instruction that is carried out, in bytes.
let high: i32 = 0, wide: i32 = 0;
let line: usize = 0; // of an image in the workspace
let plane: usize = 0; // a channel of it, and what tiles read behind it
let places: i32 = 0; // of the outputs of a channel, whole tiles

function setGeometry(h: i32, w: i32): void {
  high = h;
  wide = w;
  line = <usize>(w + 1) * 4;
  places = (h * (w + 1) + COLS - 1) & -COLS;
  plane = <usize>((places + 2 * (w + 1) + 5) & -4) * 4;
}

// lay copies an image into the workspace, between zeros that are there already.
function lay(to: usize, image: usize, channels: i32): void {
  for (; channels > 0; channels--) {
    let into = to + line + 4;
    for (let y = 0; y < high; y++) {
      copyLine(into, image);
      into += line;
      image += <usize>wide * 4;
    }
    to += plane;
  }
}

// gatherLines is the copy back, of outputs without the columns of zeros.
function gatherLines(image: usize, from: usize, channels: i32): void {
  for (; channels > 0; channels--) {
    let at = from;
    for (let y = 0; y < high; y++) {
      copyLine(image, at);
      at += line;
      image += <usize>wide * 4;
    }
    from += <usize>places * 4;
  }
}

// @ts-ignore: decorator
@inline
function copyLine(to: usize, from: usize): void {
  for (let left = wide; left > 0; left -= 4) {
    put(to, take(from, left), left);
    to += 16;
    from += 16;
  }
}

// convolve is z = W⋆x + b of n images, with x (n, ins, high, wide), W (outs, ins,
// 3, 3) and z (n, outs, high, wide), or with back set the transpose of it without
// b: z = Wᵀ⋆x, where W is (ins, outs, 3, 3). Each sum begins with b and takes its terms
// in the order of W's elements, with back set in that of the elements turned by half a turn.
export function convolve(
  z: usize, x: usize, w: usize, b: usize, n: i32, ins: i32, outs: i32, h: i32, wd: i32, back: bool, work: usize,
): void {
  setGeometry(h, wd);
  const rows = (outs + ROWS - 1) & -ROWS;
  const packed = work, bias = work + <usize>(rows * ins * AREA) * 4;
  const elements = bias + <usize>rows * 4, behind = elements + <usize>(ins * AREA) * 4;
  const images = behind, sums = images + <usize>ins * plane;
  memory.fill(images, 0, <usize>ins * plane);
  for (let t = 0; t < ins * AREA; t++) store<u32>(elements + <usize>t * 4, <u32>place(t));
  const inSize = ins * h * wd, outSize = outs * h * wd;
  let lifted = -1;
  for (; n > 0; n--) {
    const lifts = liftsOf(b, outs, w, outs * ins * AREA, x, inSize);
    if (lifts != lifted) {
      packKernels(packed, bias, w, b, ins, outs, back, lifts);
      lifted = lifts;
    }
    lay(images, x, ins);
    for (let p = 0; p < places; p += COLS) {
      for (let i = 0; i < rows; i += ROWS) {
        tile(sums + <usize>(i * places + p) * 4, bias + <usize>i * 4, packed + <usize>(i * ins * AREA) * 4, images + <usize>p * 4, elements, behind);
      }
    }
    gatherLines(z, sums, outs);
    settle(z, outSize, lifts);
    x += <usize>inSize * 4;
    z += <usize>outSize * 4;
  }
}

// packKernels lays four outputs' kernels side by side, and their biases, 0 without.
function packKernels(packed: usize, bias: usize, w: usize, b: usize, ins: i32, outs: i32, back: bool, lifts: i32): void {
  const rows = (outs + ROWS - 1) & -ROWS, size = ins * AREA;
  memory.fill(bias, 0, <usize>rows * 4);
  if (b != 0) memory.copy(bias, b, <usize>outs * 4);
  for (let i = 0; i < outs; i += ROWS) {
    const to = packed + <usize>(i * size) * 4;
    if (back) {
      packTurned(to, w + <usize>(i * AREA) * 4, ins, outs, min(ROWS, outs - i));
    } else {
      pack(to, w + <usize>(i * size) * 4, <usize>size * 4, 4, min(ROWS, outs - i), ROWS, size);
    }
  }
  liftBy(packed, rows * size, lifts);
  liftBy(bias, rows, lifts);
}

// packTurned packs the kernels of the transpose: those from one input each, turned by half a turn.
function packTurned(to: usize, w: usize, ins: i32, outs: i32, rows: i32): void {
  for (let o = 0; o < ins; o++) {
    for (let t = AREA - 1; t >= 0; t--) {
      for (let i = 0; i < ROWS; i++) {
        store<f32>(to, i < rows ? load<f32>(w + <usize>((o * outs + i) * AREA + t) * 4) : <f32>0);
        to += 4;
      }
    }
  }
}

// tile computes 8 places of 4 channels, which stay in registers. V8 spills them where
// the loop is unrolled, hence one element of the kernel at a time.
function tile(to: usize, bias: usize, a: usize, at: usize, from: usize, end: usize): void {
  let p0 = v128.load32_splat(bias), q0 = p0, p1 = v128.load32_splat(bias, 4), q1 = p1;
  let p2 = v128.load32_splat(bias, 8), q2 = p2, p3 = v128.load32_splat(bias, 12), q3 = p3;
  for (; from < end; from += 4) {
    const b = at + load<u32>(from);
    const u = v128.load(b), v = v128.load(b, 16);
    let x = v128.load32_splat(a);
    p0 = multiplyAdd(p0, x, u);
    q0 = multiplyAdd(q0, x, v);
    x = v128.load32_splat(a, 4);
    p1 = multiplyAdd(p1, x, u);
    q1 = multiplyAdd(q1, x, v);
    x = v128.load32_splat(a, 8);
    p2 = multiplyAdd(p2, x, u);
    q2 = multiplyAdd(q2, x, v);
    x = v128.load32_splat(a, 12);
    p3 = multiplyAdd(p3, x, u);
    q3 = multiplyAdd(q3, x, v);
    a += 16;
  }
  const row = <usize>places * 4;
  v128.store(to, p0);
  v128.store(to, q0, 16);
  v128.store(to + row, p1);
  v128.store(to + row, q1, 16);
  v128.store(to + 2 * row, p2);
  v128.store(to + 2 * row, q2, 16);
  v128.store(to + 3 * row, p3);
  v128.store(to + 3 * row, q3, 16);
}

const OUTS = 8; // channels of a tile of the kernels' gradient
const TAPS = 4; // elements of it

// convolveWeights is g = Σ over n images of δ and the patches of x: the gradient of W
// (outs, ins, 3, 3), with δ (n, outs, high, wide). Each sum takes the images, and
// their places, in order.
export function convolveWeights(g: usize, d: usize, x: usize, n: i32, ins: i32, outs: i32, h: i32, wd: i32, work: usize): void {
  setGeometry(h, wd);
  const taps = ins * AREA, groups = (taps + TAPS - 1) / TAPS, blocks = (outs + OUTS - 1) / OUTS;
  const sums = work, sumsSize = blocks * groups * TAPS * OUTS;
  const images = sums + <usize>sumsSize * 4, deltas = images + <usize>ins * plane;
  const block = <usize>(places * OUTS) * 4; // of δ
  memory.fill(sums, 0, deltas + <usize>blocks * block - sums);
  const inSize = ins * h * wd, outSize = outs * h * wd;
  for (; n > 0; n--) {
    const lifts = liftsOf(sums, sumsSize, d, outSize, x, inSize);
    lay(images, x, ins);
    turn(deltas, d, outs);
    liftBy(deltas, blocks * places * OUTS, lifts);
    liftBy(sums, sumsSize, lifts);
    for (let i = 0; i < blocks; i++) {
      for (let j = 0; j < groups; j++) {
        correlate(sums + <usize>((i * groups + j) * TAPS * OUTS) * 4, deltas + <usize>i * block, images, j * TAPS, taps - 1);
      }
    }
    settle(sums, sumsSize, lifts);
    x += <usize>inSize * 4;
    d += <usize>outSize * 4;
  }
  spread(g, sums, outs, taps, groups);
}

// turn lays eight channels of δ side by side, place by place, between zeros.
function turn(to: usize, d: usize, outs: i32): void {
  const row = <usize>(high * wide) * 4;
  for (; outs > 0; outs -= OUTS) {
    for (let y = 0; y < high; y++) {
      pack(to + <usize>y * line * OUTS, d + <usize>(y * wide) * 4, row, 4, min(OUTS, outs), OUTS, wide);
    }
    to += <usize>(places * OUTS) * 4;
    d += row * OUTS;
  }
}

// place is where the value under an element lies, counted over all channels.
// @ts-ignore: decorator
@inline
function place(tap: i32): usize {
  const t = tap % AREA;
  return <usize>(tap / AREA) * plane + <usize>(t / 3) * line + <usize>(t % 3) * 4;
}

// correlate adds to the sums of 4 elements, from tap on, and 8 channels of δ. What is
// beyond the last element is as it.
function correlate(sum: usize, d: usize, images: usize, tap: i32, last: i32): void {
  let x0 = images + place(tap), x1 = images + place(min(tap + 1, last));
  let x2 = images + place(min(tap + 2, last)), x3 = images + place(min(tap + 3, last));
  let p0 = v128.load(sum), q0 = v128.load(sum, 16), p1 = v128.load(sum, 32), q1 = v128.load(sum, 48);
  let p2 = v128.load(sum, 64), q2 = v128.load(sum, 80), p3 = v128.load(sum, 96), q3 = v128.load(sum, 112);
  for (const end = x0 + <usize>places * 4; x0 < end; x0 += 8) {
    let u = v128.load(d), v = v128.load(d, 16);
    let x = v128.load32_splat(x0);
    p0 = multiplyAdd(p0, x, u);
    q0 = multiplyAdd(q0, x, v);
    x = v128.load32_splat(x1);
    p1 = multiplyAdd(p1, x, u);
    q1 = multiplyAdd(q1, x, v);
    x = v128.load32_splat(x2);
    p2 = multiplyAdd(p2, x, u);
    q2 = multiplyAdd(q2, x, v);
    x = v128.load32_splat(x3);
    p3 = multiplyAdd(p3, x, u);
    q3 = multiplyAdd(q3, x, v);

    u = v128.load(d, 32);
    v = v128.load(d, 48);
    x = v128.load32_splat(x0, 4);
    p0 = multiplyAdd(p0, x, u);
    q0 = multiplyAdd(q0, x, v);
    x = v128.load32_splat(x1, 4);
    p1 = multiplyAdd(p1, x, u);
    q1 = multiplyAdd(q1, x, v);
    x = v128.load32_splat(x2, 4);
    p2 = multiplyAdd(p2, x, u);
    q2 = multiplyAdd(q2, x, v);
    x = v128.load32_splat(x3, 4);
    p3 = multiplyAdd(p3, x, u);
    q3 = multiplyAdd(q3, x, v);
    d += 64;
    x1 += 8;
    x2 += 8;
    x3 += 8;
  }
  v128.store(sum, p0);
  v128.store(sum, q0, 16);
  v128.store(sum, p1, 32);
  v128.store(sum, q1, 48);
  v128.store(sum, p2, 64);
  v128.store(sum, q2, 80);
  v128.store(sum, p3, 96);
  v128.store(sum, q3, 112);
}

// spread writes the sums into W's order.
function spread(g: usize, sums: usize, outs: i32, taps: i32, groups: i32): void {
  for (let o = 0; o < outs; o++) {
    const at = sums + <usize>(o / OUTS * groups * TAPS * OUTS + o % OUTS) * 4;
    for (let t = 0; t < taps; t++) {
      store<f32>(g, load<f32>(at + <usize>(t * OUTS) * 4));
      g += 4;
    }
  }
}
