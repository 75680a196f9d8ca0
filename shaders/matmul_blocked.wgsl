// The three matrix products of a dense layer without barriers: each invocation
// computes a 4×4 block of the result from vec4s that it reads itself. For
// adapters that emulate a GPU on a CPU, where a barrier costs more than the
// products between two barriers. The same kernels with shared tiles are in
// matmul_tiled.wgsl.

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

fn put_forward(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m) { return; }
  let at = (s.result + row * s.ld_result + column) / 4u;
  let z = sum + params[(s.bias + column) / 4u];
  pre[at] = inside(z, column);
  acts[at] = inside(phi4(ACT, z, s.slope), column);
}

// z = x·Wᵀ + b and a = φ(z): (batch, in)·(out, in)ᵀ.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let column = id.x * 4u;
  if (row >= s.m || column >= s.n) { return; }
  var c0 = vec4f(0.0);
  var c1 = vec4f(0.0);
  var c2 = vec4f(0.0);
  var c3 = vec4f(0.0);
  let last = s.m - 1u;
  let l0 = (s.left + row * s.ld_left) / 4u;
  let l1 = (s.left + min(row + 1u, last) * s.ld_left) / 4u;
  let l2 = (s.left + min(row + 2u, last) * s.ld_left) / 4u;
  let l3 = (s.left + min(row + 3u, last) * s.ld_left) / 4u;
  let end = s.n - 1u;
  let r0 = (s.right + column * s.ld_right) / 4u;
  let r1 = (s.right + min(column + 1u, end) * s.ld_right) / 4u;
  let r2 = (s.right + min(column + 2u, end) * s.ld_right) / 4u;
  let r3 = (s.right + min(column + 3u, end) * s.ld_right) / 4u;
  let quads = (s.k + 3u) / 4u;
  for (var q = 0u; q < quads; q++) {
    let w = mat4x4f(params[r0 + q], params[r1 + q], params[r2 + q], params[r3 + q]);
    c0 += acts[l0 + q] * w;
    c1 += acts[l1 + q] * w;
    c2 += acts[l2 + q] * w;
    c3 += acts[l3 + q] * w;
  }
  put_forward(row, column, c0);
  put_forward(row + 1u, column, c1);
  put_forward(row + 2u, column, c2);
  put_forward(row + 3u, column, c3);
}

fn put_backward(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m) { return; }
  let at = (s.result + row * s.ld_result + column) / 4u;
  delta[at] = inside(sum * slope4(ACT, pre_in[at], s.slope), column);
}

// δ = (δ_next·W) ⊙ φ′(z): (batch, out)·(out, in), ACT and z those of the layer
// below.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let column = id.x * 4u;
  if (row >= s.m || column >= s.n) { return; }
  var c0 = vec4f(0.0);
  var c1 = vec4f(0.0);
  var c2 = vec4f(0.0);
  var c3 = vec4f(0.0);
  let last = s.m - 1u;
  let l0 = (s.left + row * s.ld_left) / 4u;
  let l1 = (s.left + min(row + 1u, last) * s.ld_left) / 4u;
  let l2 = (s.left + min(row + 2u, last) * s.ld_left) / 4u;
  let l3 = (s.left + min(row + 3u, last) * s.ld_left) / 4u;
  let right = (s.right + column) / 4u;
  let stride = s.ld_right / 4u;
  let end = s.k - 1u;
  for (var k = 0u; k < s.k; k += 4u) {
    // A row beyond the last one meets a δ of 0; it only must not be anything
    // else's memory.
    let w = mat4x4f(
      params[right + k * stride],
      params[right + min(k + 1u, end) * stride],
      params[right + min(k + 2u, end) * stride],
      params[right + min(k + 3u, end) * stride]);
    let q = k / 4u;
    c0 += w * delta[l0 + q];
    c1 += w * delta[l1 + q];
    c2 += w * delta[l2 + q];
    c3 += w * delta[l3 + q];
  }
  put_backward(row, column, c0);
  put_backward(row + 1u, column, c1);
  put_backward(row + 2u, column, c2);
  put_backward(row + 3u, column, c3);
}

fn put_gradient(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m) { return; }
  grads[(s.result + row * s.ld_result + column) / 4u] = inside(sum, column);
}

// ∂C/∂W = δᵀ·x and ∂C/∂b = the column sums of δ: (batch, out)ᵀ·(batch, in).
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let column = id.x * 4u;
  if (row >= s.m || column >= s.n) { return; }
  var c0 = vec4f(0.0);
  var c1 = vec4f(0.0);
  var c2 = vec4f(0.0);
  var c3 = vec4f(0.0);
  var b = vec4f(0.0);
  var l = (s.left + row) / 4u;
  var r = (s.right + column) / 4u;
  for (var k = 0u; k < s.k; k++) {
    let d = delta_in[l];
    let x = acts_in[r];
    c0 += d.x * x;
    c1 += d.y * x;
    c2 += d.z * x;
    c3 += d.w * x;
    b += d;
    l += s.ld_left / 4u;
    r += s.ld_right / 4u;
  }
  put_gradient(row, column, c0);
  put_gradient(row + 1u, column, c1);
  put_gradient(row + 2u, column, c2);
  put_gradient(row + 3u, column, c3);
  if (column == 0u) {
    grads[(s.bias + row) / 4u] = b; // the gap in δ is 0, and so is b's
  }
}
