// An activation that no dense layer of its own computes: the first layer of a
// network, or the second of two activations in a row.

@group(0) @binding(0) var<uniform> s: Shape;
@group(0) @binding(1) var<storage, read_write> acts: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> pre: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> delta: array<vec4f>;
@group(0) @binding(4) var<storage, read> pre_in: array<vec4f>;

fn inside(v: vec4f, column: u32) -> vec4f {
  let columns = vec4u(column, column + 1u, column + 2u, column + 3u);
  return select(vec4f(0.0), v, columns < vec4u(s.n));
}

// z = x and a = φ(z).
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn activate(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  let z = acts[(s.left + id.y * s.ld_left + column) / 4u];
  let at = (s.result + id.y * s.ld_result + column) / 4u;
  pre[at] = z;
  acts[at] = inside(phi4(ACT, z, s.slope), column);
}

// δ = δ_next ⊙ φ′(z), ACT and z those of the layer below.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn derive(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  let at = (s.result + id.y * s.ld_result + column) / 4u;
  let d = delta[(s.left + id.y * s.ld_left + column) / 4u];
  delta[at] = inside(d * slope4(ACT, pre_in[at], s.slope), column);
}
