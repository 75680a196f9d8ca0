// What both kinds of matrix product share: buffers, and what becomes of each sum.

@group(0) @binding(1) var<storage, read> params: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> acts: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> pre: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> delta: array<vec4f>;
@group(0) @binding(5) var<storage, read> pre_in: array<vec4f>;
@group(0) @binding(6) var<storage, read> delta_in: array<vec4f>;
@group(0) @binding(7) var<storage, read> acts_in: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> grads: array<vec4f>;

// z = x·Wᵀ + b and a = φ(z): (batch, in)·(out, in)ᵀ.
fn put_forward(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m || column >= s.n) { return; }
  let at = (s.result + row * s.ld_result + column) / 4u;
  let z = sum + params[(s.bias + column) / 4u];
  pre[at] = inside(flushed4(z), column);
  acts[at] = inside(flushed4(phi4(ACT, z, s.slope)), column);
}

// δ = (δ_next·W) ⊙ φ′(z): (batch, out)·(out, in), ACT and z those of the layer
// below.
fn put_backward(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m || column >= s.n) { return; }
  let at = (s.result + row * s.ld_result + column) / 4u;
  delta[at] = inside(flushed4(sum * flushed4(slope4(ACT, pre_in[at], s.slope))), column);
}

// ∂C/∂W = δᵀ·x: (batch, out)ᵀ·(batch, in). Beside it the kernels find
// ∂C/∂b, the column sums of δ.
fn put_gradient(row: u32, column: u32, sum: vec4f) {
  if (row >= s.m || column >= s.n) { return; }
  grads[(s.result + row * s.ld_result + column) / 4u] = inside(flushed4(sum), column);
}
