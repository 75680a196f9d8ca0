// BatchNorm and LayerNorm: z = γ·x̂ + β with x̂ = (x − μ)/σ, σ² = variance + ε.
// A group of values shares μ and σ: a channel of the whole minibatch for
// BatchNorm (across = 1), all values of one example for LayerNorm. Sums over a
// group are taken in two stages, by NORM_PARTS invocations and then by one.

struct Norm {
  rows: u32, // examples
  size: u32, // values of one
  ld: u32, // from one example to the next
  from_at: u32, // start of x
  to_at: u32, // start of z
  gamma: u32, // start of γ
  beta: u32,
  pixels: u32, // values of a channel, which share γ and β; 1 for LayerNorm
  across: u32,
  groups: u32,
  moments: u32, // record of the first group's μ and 1/σ
  eps: f32,
  slope: f32, // of the activation ACT
}

@group(0) @binding(0) var<uniform> s: Norm;
@group(0) @binding(1) var<storage, read_write> acts: array<f32>;
@group(0) @binding(2) var<storage, read_write> pre: array<f32>;
@group(0) @binding(3) var<storage, read> params: array<f32>;
@group(0) @binding(4) var<storage, read_write> parts: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> moments: array<vec2f>;
@group(0) @binding(6) var<storage, read_write> delta: array<f32>;
@group(0) @binding(7) var<storage, read> acts_in: array<f32>;
@group(0) @binding(8) var<storage, read> pre_in: array<f32>;
@group(0) @binding(9) var<storage, read_write> grads: array<f32>;
@group(0) @binding(10) var<storage, read_write> means: array<vec2f>; // of γ·δ and of γ·δ·x̂

fn group_of(row: u32, column: u32) -> u32 { return select(row, column / s.pixels, s.across == 1u); }

fn group_size() -> u32 { return select(s.size, s.rows * s.pixels, s.across == 1u); }

// Where the i-th value of a group stands in the matrix.
fn place_in(group: u32, i: u32) -> u32 {
  if (s.across == 1u) {
    return i / s.pixels * s.ld + group * s.pixels + i % s.pixels;
  }
  return group * s.ld + i;
}

// μ and the sum of squared differences from it of one part of a group, in two
// passes: the difference of large sums would lose the variance.
@compute @workgroup_size(SIZE_X)
fn moment_parts(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= NORM_PARTS) { return; }
  var n = 0.0;
  var sum = 0.0;
  for (var i = id.x; i < group_size(); i += NORM_PARTS) {
    sum += acts[s.from_at + place_in(id.y, i)];
    n += 1.0;
  }
  let mean = sum / max(n, 1.0);
  var squared = 0.0;
  for (var i = id.x; i < group_size(); i += NORM_PARTS) {
    let d = acts[s.from_at + place_in(id.y, i)] - mean;
    squared += d * d;
  }
  parts[id.y * NORM_PARTS + id.x] = vec4f(n, mean, squared, 0.0);
}

// Joins the parts (Chan, Golub & LeVeque 1983).
@compute @workgroup_size(SIZE_X)
fn moments_of(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.groups) { return; }
  var all = vec3f(0.0);
  for (var i = 0u; i < NORM_PARTS; i++) {
    let p = parts[id.x * NORM_PARTS + i];
    if (p.x == 0.0) { continue; }
    let n = all.x + p.x;
    let d = p.y - all.y;
    all = vec3f(n, all.y + d * (p.x / n), all.z + p.z + d * d * (all.x * (p.x / n)));
  }
  moments[s.moments + id.x] = vec2f(all.y, 1.0 / sqrt(all.z / all.x + s.eps));
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn normalise(@builtin(global_invocation_id) id: vec3u) {
  if (id.y >= s.rows || id.x >= s.ld) { return; }
  let at = id.y * s.ld + id.x;
  if (id.x >= s.size) {
    pre[s.to_at + at] = 0.0;
    acts[s.to_at + at] = 0.0;
    return;
  }
  let m = moments[s.moments + group_of(id.y, id.x)];
  let channel = id.x / s.pixels;
  let z = params[s.gamma + channel] * ((acts[s.from_at + at] - m.x) * m.y) + params[s.beta + channel];
  pre[s.to_at + at] = flushed(z);
  acts[s.to_at + at] = flushed(phi(ACT, z, s.slope));
}

fn normalised(group: u32, at: u32) -> f32 {
  let m = moments[s.moments + group];
  return (acts_in[s.from_at + at] - m.x) * m.y;
}

// γ, where it differs within a group; else it is left out of the sums, since
// they are ∂C/∂γ and ∂C/∂β then.
fn weight(column: u32) -> f32 {
  if (s.across == 1u) { return 1.0; }
  return params[s.gamma + column];
}

@compute @workgroup_size(SIZE_X)
fn delta_parts(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= NORM_PARTS) { return; }
  var sum = vec2f(0.0);
  for (var i = id.x; i < group_size(); i += NORM_PARTS) {
    let at = place_in(id.y, i);
    let d = weight(at % s.ld) * delta[s.to_at + at];
    sum += vec2f(d, d * normalised(id.y, at));
  }
  parts[id.y * NORM_PARTS + id.x] = vec4f(sum, 0.0, 0.0);
}

@compute @workgroup_size(SIZE_X)
fn delta_means(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.groups) { return; }
  var sum = vec2f(0.0);
  for (var i = 0u; i < NORM_PARTS; i++) {
    sum += parts[id.x * NORM_PARTS + i].xy;
  }
  means[id.x] = sum / f32(group_size());
  if (s.across == 1u) {
    grads[s.gamma + id.x] = flushed(sum.y);
    grads[s.beta + id.x] = flushed(sum.x);
  }
}

// ∂C/∂γ and ∂C/∂β of LayerNorm: sums over the examples.
@compute @workgroup_size(SIZE_X)
fn norm_gradient(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.size) { return; }
  var sum = vec2f(0.0);
  for (var row = 0u; row < s.rows; row++) {
    let at = row * s.ld + id.x;
    let d = delta[s.to_at + at];
    sum += vec2f(d, d * normalised(row, at));
  }
  grads[s.gamma + id.x] = flushed(sum.y);
  grads[s.beta + id.x] = flushed(sum.x);
}

// δ of the layer below: (γ·δ − mean − x̂·mean′)/σ ⊙ φ′(z), because μ and σ
// depend on x as well (Ioffe & Szegedy 2015, section 3). ACT and z are those of
// the layer below.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn norm_backward(@builtin(global_invocation_id) id: vec3u) {
  if (id.y >= s.rows || id.x >= s.ld) { return; }
  let at = id.y * s.ld + id.x;
  if (id.x >= s.size) {
    delta[s.from_at + at] = 0.0;
    return;
  }
  let group = group_of(id.y, id.x);
  let mean = means[group];
  let d = weight(id.x) * delta[s.to_at + at] - mean.x - normalised(group, at) * mean.y;
  let scale = select(1.0, params[s.gamma + id.x / s.pixels], s.across == 1u);
  delta[s.from_at + at] = flushed(flushed(scale * moments[s.moments + group].y * d) * flushed(slope_of(ACT, pre_in[s.from_at + at], s.slope)));
}
