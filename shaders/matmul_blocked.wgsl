// The three matrix products of a dense layer without barriers: each invocation
// computes an 8×8 block of the result from vec4s that it reads itself. For
// adapters that emulate a GPU on a CPU, where a barrier costs more than the
// products between two barriers, and a number read costs more than many
// multiplied: hence the large block, written out so that it stays in registers.
// The same kernels with shared tiles are in matmul_tiled.wgsl.

@group(0) @binding(0) var<uniform> s: Shape;
@group(0) @binding(1) var<storage, read> params: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> acts: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> pre: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> delta: array<vec4f>;
@group(0) @binding(5) var<storage, read> pre_in: array<vec4f>;
@group(0) @binding(6) var<storage, read> delta_in: array<vec4f>;
@group(0) @binding(7) var<storage, read> acts_in: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> grads: array<vec4f>;

// Zero where a column is beyond the matrix, to keep the gap between rows 0.
fn inside(v: vec4f, column: u32) -> vec4f {
  let columns = vec4u(column, column + 1u, column + 2u, column + 3u);
  return select(vec4f(0.0), v, columns < vec4u(s.n));
}

// c0 … c7 are the left four columns of the block, d0 … d7 the right four. They
// are put in a loop: adapters that are programs take long to compile an
// activation that is written out sixteen times.

fn put_forward(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m || column >= s.n) { return; }
  let at = (s.result + row * s.ld_result + column) / 4u;
  let z = sum + params[(s.bias + column) / 4u];
  pre[at] = inside(z, column);
  acts[at] = inside(phi4(ACT, z, s.slope), column);
}

// z = x·Wᵀ + b and a = φ(z): (batch, in)·(out, in)ᵀ.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let column = id.x * 8u;
  if (row >= s.m || column >= s.n) { return; }
  var c0 = vec4f(0.0);
  var d0 = vec4f(0.0);
  var c1 = vec4f(0.0);
  var d1 = vec4f(0.0);
  var c2 = vec4f(0.0);
  var d2 = vec4f(0.0);
  var c3 = vec4f(0.0);
  var d3 = vec4f(0.0);
  var c4 = vec4f(0.0);
  var d4 = vec4f(0.0);
  var c5 = vec4f(0.0);
  var d5 = vec4f(0.0);
  var c6 = vec4f(0.0);
  var d6 = vec4f(0.0);
  var c7 = vec4f(0.0);
  var d7 = vec4f(0.0);
  let last = s.m - 1u;
  let l0 = (s.left + min(row + 0u, last) * s.ld_left) / 4u;
  let l1 = (s.left + min(row + 1u, last) * s.ld_left) / 4u;
  let l2 = (s.left + min(row + 2u, last) * s.ld_left) / 4u;
  let l3 = (s.left + min(row + 3u, last) * s.ld_left) / 4u;
  let l4 = (s.left + min(row + 4u, last) * s.ld_left) / 4u;
  let l5 = (s.left + min(row + 5u, last) * s.ld_left) / 4u;
  let l6 = (s.left + min(row + 6u, last) * s.ld_left) / 4u;
  let l7 = (s.left + min(row + 7u, last) * s.ld_left) / 4u;
  let end = s.n - 1u;
  let r0 = (s.right + min(column + 0u, end) * s.ld_right) / 4u;
  let r1 = (s.right + min(column + 1u, end) * s.ld_right) / 4u;
  let r2 = (s.right + min(column + 2u, end) * s.ld_right) / 4u;
  let r3 = (s.right + min(column + 3u, end) * s.ld_right) / 4u;
  let r4 = (s.right + min(column + 4u, end) * s.ld_right) / 4u;
  let r5 = (s.right + min(column + 5u, end) * s.ld_right) / 4u;
  let r6 = (s.right + min(column + 6u, end) * s.ld_right) / 4u;
  let r7 = (s.right + min(column + 7u, end) * s.ld_right) / 4u;
  let quads = (s.k + 3u) / 4u;
  for (var q = 0u; q < quads; q++) {
    let w = mat4x4f(params[r0 + q], params[r1 + q], params[r2 + q], params[r3 + q]);
    let v = mat4x4f(params[r4 + q], params[r5 + q], params[r6 + q], params[r7 + q]);
    let x0 = acts[l0 + q];
    c0 += x0 * w;
    d0 += x0 * v;
    let x1 = acts[l1 + q];
    c1 += x1 * w;
    d1 += x1 * v;
    let x2 = acts[l2 + q];
    c2 += x2 * w;
    d2 += x2 * v;
    let x3 = acts[l3 + q];
    c3 += x3 * w;
    d3 += x3 * v;
    let x4 = acts[l4 + q];
    c4 += x4 * w;
    d4 += x4 * v;
    let x5 = acts[l5 + q];
    c5 += x5 * w;
    d5 += x5 * v;
    let x6 = acts[l6 + q];
    c6 += x6 * w;
    d6 += x6 * v;
    let x7 = acts[l7 + q];
    c7 += x7 * w;
    d7 += x7 * v;
  }
  var block = array<vec4f, 16>(c0, d0, c1, d1, c2, d2, c3, d3, c4, d4, c5, d5, c6, d6, c7, d7);
  for (var i = 0u; i < 16u; i++) {
    put_forward(row + i / 2u, column + i % 2u * 4u, block[i]);
  }
}

fn put_backward(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m || column >= s.n) { return; }
  let at = (s.result + row * s.ld_result + column) / 4u;
  delta[at] = inside(sum * slope4(ACT, pre_in[at], s.slope), column);
}

// δ = (δ_next·W) ⊙ φ′(z): (batch, out)·(out, in), ACT and z those of the layer
// below.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let column = id.x * 8u;
  if (row >= s.m || column >= s.n) { return; }
  var c0 = vec4f(0.0);
  var d0 = vec4f(0.0);
  var c1 = vec4f(0.0);
  var d1 = vec4f(0.0);
  var c2 = vec4f(0.0);
  var d2 = vec4f(0.0);
  var c3 = vec4f(0.0);
  var d3 = vec4f(0.0);
  var c4 = vec4f(0.0);
  var d4 = vec4f(0.0);
  var c5 = vec4f(0.0);
  var d5 = vec4f(0.0);
  var c6 = vec4f(0.0);
  var d6 = vec4f(0.0);
  var c7 = vec4f(0.0);
  var d7 = vec4f(0.0);
  let last = s.m - 1u;
  let l0 = (s.left + min(row + 0u, last) * s.ld_left) / 4u;
  let l1 = (s.left + min(row + 1u, last) * s.ld_left) / 4u;
  let l2 = (s.left + min(row + 2u, last) * s.ld_left) / 4u;
  let l3 = (s.left + min(row + 3u, last) * s.ld_left) / 4u;
  let l4 = (s.left + min(row + 4u, last) * s.ld_left) / 4u;
  let l5 = (s.left + min(row + 5u, last) * s.ld_left) / 4u;
  let l6 = (s.left + min(row + 6u, last) * s.ld_left) / 4u;
  let l7 = (s.left + min(row + 7u, last) * s.ld_left) / 4u;
  let right = (s.right + column) / 4u;
  let beside = (s.right + min(column + 4u, s.ld_right - 4u)) / 4u;
  let stride = s.ld_right / 4u;
  let end = s.k - 1u;
  for (var k = 0u; k < s.k; k += 4u) {
    // A row beyond the last one meets a δ of 0; it only must not be anything
    // else's memory.
    let k1 = min(k + 1u, end) * stride;
    let k2 = min(k + 2u, end) * stride;
    let k3 = min(k + 3u, end) * stride;
    let w = mat4x4f(params[right + k * stride], params[right + k1], params[right + k2], params[right + k3]);
    let v = mat4x4f(params[beside + k * stride], params[beside + k1], params[beside + k2], params[beside + k3]);
    let q = k / 4u;
    let x0 = delta[l0 + q];
    c0 += w * x0;
    d0 += v * x0;
    let x1 = delta[l1 + q];
    c1 += w * x1;
    d1 += v * x1;
    let x2 = delta[l2 + q];
    c2 += w * x2;
    d2 += v * x2;
    let x3 = delta[l3 + q];
    c3 += w * x3;
    d3 += v * x3;
    let x4 = delta[l4 + q];
    c4 += w * x4;
    d4 += v * x4;
    let x5 = delta[l5 + q];
    c5 += w * x5;
    d5 += v * x5;
    let x6 = delta[l6 + q];
    c6 += w * x6;
    d6 += v * x6;
    let x7 = delta[l7 + q];
    c7 += w * x7;
    d7 += v * x7;
  }
  var block = array<vec4f, 16>(c0, d0, c1, d1, c2, d2, c3, d3, c4, d4, c5, d5, c6, d6, c7, d7);
  for (var i = 0u; i < 16u; i++) {
    put_backward(row + i / 2u, column + i % 2u * 4u, block[i]);
  }
}

fn put_gradient(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m || column >= s.n) { return; }
  grads[(s.result + row * s.ld_result + column) / 4u] = inside(sum, column);
}

// ∂C/∂W = δᵀ·x and ∂C/∂b = the column sums of δ: (batch, out)ᵀ·(batch, in).
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let column = id.x * 8u;
  if (row >= s.m || column >= s.n) { return; }
  var c0 = vec4f(0.0);
  var d0 = vec4f(0.0);
  var c1 = vec4f(0.0);
  var d1 = vec4f(0.0);
  var c2 = vec4f(0.0);
  var d2 = vec4f(0.0);
  var c3 = vec4f(0.0);
  var d3 = vec4f(0.0);
  var c4 = vec4f(0.0);
  var d4 = vec4f(0.0);
  var c5 = vec4f(0.0);
  var d5 = vec4f(0.0);
  var c6 = vec4f(0.0);
  var d6 = vec4f(0.0);
  var c7 = vec4f(0.0);
  var d7 = vec4f(0.0);
  var b = vec4f(0.0);
  var b_beside = vec4f(0.0);
  var l = (s.left + row) / 4u;
  var r = (s.right + column) / 4u;
  let l_beside = (min(row + 4u, s.ld_left - 4u) - row) / 4u;
  let r_beside = (min(column + 4u, s.ld_right - 4u) - column) / 4u;
  for (var k = 0u; k < s.k; k++) {
    let e = delta_in[l];
    let f = delta_in[l + l_beside];
    let x = acts_in[r];
    let y = acts_in[r + r_beside];
    c0 += e.x * x;
    d0 += e.x * y;
    c1 += e.y * x;
    d1 += e.y * y;
    c2 += e.z * x;
    d2 += e.z * y;
    c3 += e.w * x;
    d3 += e.w * y;
    c4 += f.x * x;
    d4 += f.x * y;
    c5 += f.y * x;
    d5 += f.y * y;
    c6 += f.z * x;
    d6 += f.z * y;
    c7 += f.w * x;
    d7 += f.w * y;
    b += e;
    b_beside += f;
    l += s.ld_left / 4u;
    r += s.ld_right / 4u;
  }
  var block = array<vec4f, 16>(c0, d0, c1, d1, c2, d2, c3, d3, c4, d4, c5, d5, c6, d6, c7, d7);
  for (var i = 0u; i < 16u; i++) {
    put_gradient(row + i / 2u, column + i % 2u * 4u, block[i]);
  }
  if (column == 0u) {
    grads[(s.bias + row) / 4u] = b; // the gap in δ is 0, and so is b's
    if (row + 4u < s.m) { grads[(s.bias + row) / 4u + 1u] = b_beside; }
  }
}
