// Images: patches for convolutions, and pooling, as in sim/backend/cpu/conv.go and
// pool.go.

import { flushedOne } from "./flush";
import { put, take } from "./lanes";

// layPatches copies an image (channels, high, wide) into a patch matrix, whose
// row (channel, ky, kx) holds for each of the outHigh·outWide places the value
// under that element of the kernel, 0 on the padding.
export function layPatches(
  patches: usize, image: usize, channels: i32, high: i32, wide: i32, outHigh: i32, outWide: i32, kernel: i32, stride: i32, pad: i32,
): void {
  for (; channels > 0; channels--) {
    for (let dy = -pad; dy < kernel - pad; dy++) {
      for (let dx = -pad; dx < kernel - pad; dx++) {
        const from = first(dx, stride, outWide), end = behind(dx, stride, wide, from, outWide);
        for (let oy = 0; oy < outHigh; oy++) {
          const y = oy * stride + dy;
          if (<u32>y < <u32>high) {
            layLine(patches, image + <usize>(y * wide) * 4, dx, from, end, outWide, stride);
          } else {
            memory.fill(patches, 0, <usize>outWide * 4);
          }
          patches += <usize>outWide * 4;
        }
      }
    }
    image += <usize>(high * wide) * 4;
  }
}

// layLine copies every stride-th value of a line, beginning at dx.
function layLine(to: usize, line: usize, dx: i32, from: i32, end: i32, outWide: i32, stride: i32): void {
  for (let ox = 0; ox < from; ox++) store<f32>(to + <usize>ox * 4, 0);
  for (let ox = end; ox < outWide; ox++) store<f32>(to + <usize>ox * 4, 0);
  to += <usize>from * 4;
  let at = line + <usize>(from * stride + dx) * 4;
  if (stride == 1) {
    for (let left = end - from; left > 0; left -= 4) {
      put(to, take(at, left), left);
      to += 16;
      at += 16;
    }
    return;
  }
  for (let left = end - from; left > 0; left--) {
    store<f32>(to, load<f32>(at));
    to += 4;
    at += <usize>stride * 4;
  }
}

// addPatches is the transpose of layPatches: every value of the patch matrix is
// added to the pixel that it was copied from.
export function addPatches(
  patches: usize, image: usize, channels: i32, high: i32, wide: i32, outHigh: i32, outWide: i32, kernel: i32, stride: i32, pad: i32,
): void {
  for (; channels > 0; channels--) {
    for (let dy = -pad; dy < kernel - pad; dy++) {
      for (let dx = -pad; dx < kernel - pad; dx++) {
        const from = first(dx, stride, outWide), end = behind(dx, stride, wide, from, outWide);
        for (let oy = 0; oy < outHigh; oy++) {
          const y = oy * stride + dy;
          if (<u32>y < <u32>high) {
            const line = image + <usize>(y * wide + from * stride + dx) * 4;
            addLine(line, patches + <usize>from * 4, end - from, stride);
          }
          patches += <usize>outWide * 4;
        }
      }
    }
    image += <usize>(high * wide) * 4;
  }
}

function addLine(line: usize, values: usize, n: i32, stride: i32): void {
  if (stride == 1) {
    for (; n > 0; n -= 4) {
      put(line, f32x4.add(take(line, n), take(values, n)), n);
      line += 16;
      values += 16;
    }
    return;
  }
  for (; n > 0; n--) {
    store<f32>(line, load<f32>(line) + load<f32>(values));
    line += <usize>stride * 4;
    values += 4;
  }
}

// first is the first place of a line whose value ox·stride + dx lies in the
// image, behind the place after the last one.
function first(dx: i32, stride: i32, outWide: i32): i32 {
  return min(max((stride - 1 - dx) / stride, 0), outWide);
}

function behind(dx: i32, stride: i32, wide: i32, from: i32, outWide: i32): i32 {
  return min(max((wide - dx + stride - 1) / stride, from), outWide);
}

// maxPool passes on the largest value of each window of size × size, the first
// among equals, and notes its index in x.
export function maxPool(y: usize, chosen: usize, x: usize, planes: i32, high: i32, wide: i32, outHigh: i32, outWide: i32, size: i32): void {
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < outHigh; oy++) {
      let corner = (plane * high + oy * size) * wide;
      for (let ox = 0; ox < outWide; ox++) {
        let best = corner, value = load<f32>(x + <usize>corner * 4);
        for (let wy = 0; wy < size; wy++) {
          for (let at = corner + wy * wide, end = at + size; at < end; at++) {
            const v = load<f32>(x + <usize>at * 4);
            if (v > value) {
              best = at;
              value = v;
            }
          }
        }
        store<f32>(y, value);
        store<i32>(chosen, best);
        y += 4;
        chosen += 4;
        corner += size;
      }
    }
  }
}

// scatterAdd adds value i of dy to value index i of dx.
export function scatterAdd(dx: usize, dy: usize, indices: usize, n: i32): void {
  for (; n > 0; n--) {
    const at = dx + <usize>load<u32>(indices) * 4;
    store<f32>(at, load<f32>(at) + load<f32>(dy));
    dy += 4;
    indices += 4;
  }
}

// averagePool is the mean of each window.
export function averagePool(y: usize, x: usize, planes: i32, high: i32, wide: i32, outHigh: i32, outWide: i32, size: i32): void {
  const share = <f32>1 / <f32>(size * size);
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < outHigh; oy++) {
      let corner = x + <usize>((plane * high + oy * size) * wide) * 4;
      for (let ox = 0; ox < outWide; ox++) {
        let sum: f32 = 0;
        for (let wy = 0; wy < size; wy++) {
          const line = corner + <usize>(wy * wide) * 4;
          for (let wx = 0; wx < size; wx++) sum += load<f32>(line + <usize>wx * 4);
        }
        store<f32>(y, flushedOne(sum * share));
        y += 4;
        corner += <usize>size * 4;
      }
    }
  }
}

// spreadPool is averagePool's gradient: every window gets an equal share.
export function spreadPool(dx: usize, dy: usize, planes: i32, high: i32, wide: i32, outHigh: i32, outWide: i32, size: i32): void {
  const share = <f32>1 / <f32>(size * size);
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < outHigh; oy++) {
      let corner = dx + <usize>((plane * high + oy * size) * wide) * 4;
      for (let ox = 0; ox < outWide; ox++) {
        const value = flushedOne(load<f32>(dy) * share);
        for (let wy = 0; wy < size; wy++) {
          const line = corner + <usize>(wy * wide) * 4;
          for (let wx = 0; wx < size; wx++) store<f32>(line + <usize>wx * 4, value);
        }
        dy += 4;
        corner += <usize>size * 4;
      }
    }
  }
}
