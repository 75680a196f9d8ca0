// What is done to each value by itself: activations that no layer's own kernel
// computes, and the sums of residual connections. Four values an invocation.

@group(0) @binding(1) var<storage, read_write> acts: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> pre: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> delta: array<vec4f>;
@group(0) @binding(4) var<storage, read> pre_in: array<vec4f>;
@group(0) @binding(5) var<storage, read> status: Status;

fn put(row: u32, column: u32, z: vec4f) {
  let at = (s.result + row * s.ld_result + column) / 4u;
  pre[at] = inside(flushed4(z), column);
  acts[at] = inside(flushed4(phi4(ACT, z, s.slope)), column);
}

fn put_delta(row: u32, column: u32, d: vec4f) {
  let at = (s.result + row * s.ld_result + column) / 4u;
  delta[at] = inside(flushed4(d * flushed4(slope4(ACT, pre_in[at], s.slope))), column);
}

// z = x, with NOISE x + N(0,1), and a = φ(z).
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn activate(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  var z = acts[(s.left + id.y * s.ld_left + column) / 4u];
  if (NOISE) {
    let key = noise_key(s.seed, status.step, s.layer);
    let e = id.y * s.n + column;
    z += vec4f(noise_at(key, e), noise_at(key, e + 1u), noise_at(key, e + 2u), noise_at(key, e + 3u));
  }
  put(id.y, column, z);
}

// z = x + factor·branch and a = φ(z), x being the right matrix.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn add(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  let x = acts[(s.right + id.y * s.ld_right + column) / 4u];
  put(id.y, column, x + s.factor * acts[(s.left + id.y * s.ld_left + column) / 4u]);
}

// δ = factor·δ_next ⊙ φ′(z), ACT and z those of the layer below.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn derive(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  put_delta(id.y, column, s.factor * delta[(s.left + id.y * s.ld_left + column) / 4u]);
}

// δ = (δ + δ_sum) ⊙ φ′(z): what goes past a residual branch joins what has
// come through it.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn join(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  let through = delta[(s.result + id.y * s.ld_result + column) / 4u];
  put_delta(id.y, column, through + delta[(s.left + id.y * s.ld_left + column) / 4u]);
}
