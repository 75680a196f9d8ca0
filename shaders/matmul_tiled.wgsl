// The three matrix products of a dense layer for real GPUs. A workgroup computes a
// square of 64×64 results, each of its 16×8 invocations eight rows of four columns
// of them, in registers (see unroll.go). The names are those of
// matmul_blocked.wgsl, which does without barriers.
//
// Why these numbers. An invocation reads three vec4s of workgroup memory for 32
// multiplications and additions, and memory is read once for 64 results: both
// are less than what any GPU can fetch while it multiplies. 32 accumulators, 12
// operands and the part that is on its way come to some 70 registers, so that
// eight or more groups of 128 share a multiprocessor, and the 8.5 KiB of tiles
// are no limit before that; WebGPU guarantees 256 invocations and 16 KiB. Larger
// squares would leave most of a GPU idle at the widths and minibatches that the
// page offers: 64×64 makes 128 groups of a product of 512×1024.
//
// The terms of the sums come in parts of DEPTH. While a part is multiplied, each
// invocation has the sixteen numbers that it brings to the next one on their way
// into registers.
//
// Banks: the invocations of a warp read sixteen vec4s side by side on the right,
// and two vec4s on the left, which are handed to all of them at once. Writes of
// parts that are turned go down a column of the tile; the odd pitch spreads
// these over the banks two by two, sixteen times less often than they are read.

const TILE: u32 = 64u; // results on a side of a group's square
const DEPTH: u32 = 16u;
const PITCH: u32 = 17u; // vec4s from one term to the next, one more than there are

var<workgroup> left_tile: array<vec4f, 272>; // [term][row / 4]
var<workgroup> right_tile: array<vec4f, 272>; // [term][column / 4]

// A part is four vec4s an invocation: the first 64 invocations bring the left
// tile, the others the right one. Along a tile they stand as in memory: one of
// sixteen quads of the terms t, t + 4, t + 8 and t + 12. Across it they are four
// terms of four lines, turned.

fn quad_of(me: u32) -> u32 { return me % 16u; }

fn terms_of(me: u32, k: u32) -> vec4u { return vec4u(k + me % 64u / 16u) + vec4u(0u, 4u, 8u, 12u); }

fn across_term(me: u32) -> u32 { return me % 4u * 4u; }

fn across_line(me: u32) -> u32 { return me % 64u / 4u; }

// Invocations of a tile write whole vec4s: one part of a vec4 each would be a race.
fn put_part(me: u32, part: mat4x4f, left_across: bool, right_across: bool) {
  let left = me < 64u;
  let across = select(right_across, left_across, left);
  let at = select(terms_of(me, 0u).x * PITCH + quad_of(me), across_term(me) * PITCH + across_line(me), across);
  let stride = select(4u * PITCH, PITCH, across);
  if (left) {
    //: for i in 0 1 2 3
    left_tile[at + $iu * stride] = part[$i];
    //: end
  } else {
    //: for i in 0 1 2 3
    right_tile[at + $iu * stride] = part[$i];
    //: end
  }
}

// Where four lines of a matrix that is read across start, with the terms of this
// invocation. Lines beyond the last repeat it: their results are not kept.
fn lines(start: u32, ld: u32, first: u32, bound: u32, k: u32, me: u32) -> vec4u {
  let line = min(vec4u(first + across_line(me) * 4u) + vec4u(0u, 1u, 2u, 3u), vec4u(bound - 1u));
  return (vec4u(start + k + across_term(me)) + line * ld) / 4u;
}

// Where the quads of a matrix that is read along lie, and whether there are such
// terms; columns beyond the last quad repeat it.
fn quads(start: u32, ld: u32, first: u32, k: u32, me: u32) -> vec4u {
  let term = min(terms_of(me, k), vec4u(s.k - 1u));
  return (vec4u(start + min(first + quad_of(me) * 4u, ld - 4u)) + term * ld) / 4u;
}

// Parts that are read along, with 0 for terms beyond the last.
fn along(p: mat4x4f, k: u32, me: u32) -> mat4x4f {
  let there = terms_of(me, k) < vec4u(s.k);
  let zero = vec4f(0.0);
  return mat4x4f(select(zero, p[0], there.x), select(zero, p[1], there.y), select(zero, p[2], there.z), select(zero, p[3], there.w));
}

fn forward_part(group: vec2u, k: u32, me: u32) -> mat4x4f {
  if (k + across_term(me) >= s.k) { return mat4x4f(); } // up to the next quad rows hold zeros
  if (me < 64u) {
    let x = lines(s.left, s.ld_left, group.y * TILE, s.m, k, me);
    return transpose(mat4x4f(acts[x.x], acts[x.y], acts[x.z], acts[x.w]));
  }
  let w = lines(s.right, s.ld_right, group.x * TILE, s.n, k, me);
  return transpose(mat4x4f(params[w.x], params[w.y], params[w.z], params[w.w]));
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(local_invocation_index) me: u32) {
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  //: end
  var next = forward_part(group.xy, 0u, me);
  for (var k = 0u; k < s.k; k += DEPTH) {
    put_part(me, next, true, true);
    workgroupBarrier();
    next = forward_part(group.xy, k + DEPTH, me);
    for (var i = 0u; i < DEPTH; i++) {
      let a = left_tile[i * PITCH + 2u * local.y];
      let b = left_tile[i * PITCH + 2u * local.y + 1u];
      let w = right_tile[i * PITCH + local.x];
      //: for r x in 0 a.x 1 a.y 2 a.z 3 a.w 4 b.x 5 b.y 6 b.z 7 b.w
      c$r += $x * w;
      //: end
    }
    workgroupBarrier();
  }
  var block = array<vec4f, 8>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r,
    //: end
  );
  let row = group.y * TILE + local.y * 8u;
  let column = group.x * TILE + local.x * 4u;
  for (var i = 0u; i < 8u; i++) {
    put_forward(row + i, column, block[i]);
  }
}

fn backward_part(group: vec2u, k: u32, me: u32) -> mat4x4f {
  if (me < 64u) {
    if (k + across_term(me) >= s.k) { return mat4x4f(); }
    let d = lines(s.left, s.ld_left, group.y * TILE, s.m, k, me);
    return transpose(mat4x4f(delta[d.x], delta[d.y], delta[d.z], delta[d.w]));
  }
  let w = quads(s.right, s.ld_right, group.x * TILE, k, me);
  return along(mat4x4f(params[w.x], params[w.y], params[w.z], params[w.w]), k, me);
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(local_invocation_index) me: u32) {
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  //: end
  var next = backward_part(group.xy, 0u, me);
  for (var k = 0u; k < s.k; k += DEPTH) {
    put_part(me, next, true, false);
    workgroupBarrier();
    next = backward_part(group.xy, k + DEPTH, me);
    for (var i = 0u; i < DEPTH; i++) {
      let a = left_tile[i * PITCH + 2u * local.y];
      let b = left_tile[i * PITCH + 2u * local.y + 1u];
      let w = right_tile[i * PITCH + local.x];
      //: for r x in 0 a.x 1 a.y 2 a.z 3 a.w 4 b.x 5 b.y 6 b.z 7 b.w
      c$r += $x * w;
      //: end
    }
    workgroupBarrier();
  }
  var block = array<vec4f, 8>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r,
    //: end
  );
  let row = group.y * TILE + local.y * 8u;
  let column = group.x * TILE + local.x * 4u;
  for (var i = 0u; i < 8u; i++) {
    put_backward(row + i, column, block[i]);
  }
}

fn gradient_part(group: vec2u, k: u32, me: u32) -> mat4x4f {
  if (me < 64u) {
    let d = quads(s.left, s.ld_left, group.y * TILE, k, me);
    return along(mat4x4f(delta_in[d.x], delta_in[d.y], delta_in[d.z], delta_in[d.w]), k, me);
  }
  let x = quads(s.right, s.ld_right, group.x * TILE, k, me);
  return along(mat4x4f(acts_in[x.x], acts_in[x.y], acts_in[x.z], acts_in[x.w]), k, me);
}

fn put_bias(row: u32, sum: vec4f) {
  if (row < s.m) { grads[(s.bias + row) / 4u] = sum; }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(local_invocation_index) me: u32) {
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  //: end
  var bias = vec4f(0.0);
  var bias_below = vec4f(0.0);
  var next = gradient_part(group.xy, 0u, me);
  for (var k = 0u; k < s.k; k += DEPTH) {
    put_part(me, next, false, false);
    workgroupBarrier();
    next = gradient_part(group.xy, k + DEPTH, me);
    for (var i = 0u; i < DEPTH; i++) {
      let a = left_tile[i * PITCH + 2u * local.y];
      let b = left_tile[i * PITCH + 2u * local.y + 1u];
      let w = right_tile[i * PITCH + local.x];
      //: for r x in 0 a.x 1 a.y 2 a.z 3 a.w 4 b.x 5 b.y 6 b.z 7 b.w
      c$r += $x * w;
      //: end
    }
    if (group.x == 0u && local.x == 0u) { // whole rows of groups agree on the first half
      for (var i = 0u; i < DEPTH; i++) {
        bias += left_tile[i * PITCH + 2u * local.y];
        bias_below += left_tile[i * PITCH + 2u * local.y + 1u];
      }
    }
    workgroupBarrier();
  }
  var block = array<vec4f, 8>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r,
    //: end
  );
  let row = group.y * TILE + local.y * 8u;
  let column = group.x * TILE + local.x * 4u;
  for (var i = 0u; i < 8u; i++) {
    put_gradient(row + i, column, block[i]);
  }
  if (column == 0u) {
    put_bias(row, bias); // the gap in δ is 0, and so is the bias's
    put_bias(row + 4u, bias_below);
  }
}
