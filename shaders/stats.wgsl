// What sim.LayerStats says about every layer, in two stages: sums by many
// invocations, then sums of these. No invocation waits for another.

struct Layer {
  units: u32,
  fan_in: u32,
  at: u32, // of z, a and δ
  ld: u32,
  weights: u32, // of W and ∂C/∂W
  ld_weights: u32,
  act: u32,
  unit: u32, // first record of its units
  slope: f32,
  saturation: f32, // |φ′| below this is saturated
  pad0: u32,
  pad1: u32,
}

struct Stats {
  layers: u32,
  batch: u32,
  most: u32, // units to sample
  parameters: u32, // floats
}

@group(0) @binding(0) var<uniform> s: Stats;
@group(0) @binding(1) var<storage, read> layers: array<Layer>;
@group(0) @binding(2) var<storage, read> params: array<f32>;
@group(0) @binding(3) var<storage, read> grads: array<f32>;
@group(0) @binding(4) var<storage, read> acts: array<f32>;
@group(0) @binding(5) var<storage, read> pre: array<f32>;
@group(0) @binding(6) var<storage, read> delta: array<f32>;
@group(0) @binding(7) var<storage, read> rates: array<f32>;
@group(0) @binding(8) var<storage, read_write> partials: array<f32>;
@group(0) @binding(9) var<storage, read_write> totals: array<f32>;
@group(0) @binding(10) var<storage, read_write> nothing: array<u32>;
@group(0) @binding(11) var<storage, read_write> units: array<f32>;
@group(0) @binding(13) var<storage, read> moments: array<f32>; // first, then second
@group(0) @binding(14) var<storage, read> norm: array<vec3f>; // see update.wgsl
@group(0) @binding(15) var<storage, read> status: Status;
@group(0) @binding(12) var<storage, read_write> sample: array<f32>;

fn put3(at: u32, v: vec3f) {
  partials[at] = v.x;
  partials[at + 1u] = v.y;
  partials[at + 2u] = v.z;
}

// What the next step would add to a weight, but for its rate.
fn change_of(at: u32, w: f32, g: f32) -> f32 {
  var decayed = g + rates[RATE_DECAY] * w;
  if (CLIP) { decayed *= norm[0].x; }
  var m = 0.0;
  var v = 0.0;
  if (OPT != SGD) { m = moments[at]; }
  if (OPT == ADAM) { v = moments[s.parameters + at]; }
  return change(vec4f(decayed), vec4f(m), vec4f(v), 1.0, unbias(status.step + 1u)).by.x;
}

// Squares of W, of ∂C/∂W, and of what the next step would add to W but for its
// rate: WEIGHT_FIELDS numbers from each of WEIGHT_SUMS invocations a layer.
@compute @workgroup_size(SIZE_X)
fn weights(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= WEIGHT_SUMS) { return; }
  let l = layers[id.y];
  var w2 = vec3f(0.0);
  var g2 = vec3f(0.0);
  var u2 = vec3f(0.0);
  let end = l.units * l.ld_weights;
  for (var i = id.x; i < end; i += WEIGHT_SUMS) {
    let w = params[l.weights + i];
    let g = grads[l.weights + i];
    w2 += squares(w);
    g2 += squares(g);
    u2 += squares(change_of(l.weights + i, w, g));
  }
  let at = (id.y * WEIGHT_SUMS + id.x) * WEIGHT_FIELDS;
  put3(at, w2);
  put3(at + 3u, g2);
  put3(at + 6u, u2);
}

@compute @workgroup_size(SIZE_X)
fn weight_totals(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= WEIGHT_FIELDS) { return; }
  var sum = 0.0;
  for (var i = 0u; i < WEIGHT_SUMS; i++) {
    sum += partials[(id.y * WEIGHT_SUMS + i) * WEIGHT_FIELDS + id.x];
  }
  totals[id.y * TOTAL_FIELDS + id.x] = sum;
}

fn weights_are_zero(layer: u32) -> bool {
  let at = layer * TOTAL_FIELDS;
  return totals[at] == 0.0 && totals[at + 1u] == 0.0 && totals[at + 2u] == 0.0;
}

fn all_slopes_zero(l: Layer, example: u32) -> bool {
  for (var u = 0u; u < l.units; u++) {
    if (!slope_is_zero(l.act, pre[l.at + example * l.ld + u], l.slope)) { return false; }
  }
  return true;
}

// For each layer and example, whether no gradient at all can arrive from above
// because a factor is exactly zero: all weights, or all φ′ of a layer on the
// way. What is zero without such a reason has underflowed.
@compute @workgroup_size(SIZE_X)
fn blocked_examples(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.batch) { return; }
  var blocked = false;
  for (var i = s.layers; i > 0u; i--) {
    let layer = i - 1u;
    nothing[layer * s.batch + id.x] = select(0u, 1u, blocked);
    blocked = blocked || all_slopes_zero(layers[layer], id.x) || weights_are_zero(layer);
  }
}

// UNIT_FIELDS sums over the minibatch for one unit: a; squares of a and of δ;
// counts of saturation, zeros, underflows, of z that are not finite; and
// whether a was always 0.
@compute @workgroup_size(SIZE_X)
fn unit_sums(@builtin(global_invocation_id) id: vec3u) {
  let l = layers[id.y];
  if (id.x >= l.units) { return; }
  var sum = 0.0;
  var a2 = vec3f(0.0);
  var d2 = vec3f(0.0);
  var counts = vec4f(0.0);
  var dead = true;
  for (var b = 0u; b < s.batch; b++) {
    let at = l.at + b * l.ld + id.x;
    let z = pre[at];
    let a = acts[at];
    let d = delta[at];
    sum += a;
    a2 += squares(a);
    d2 += squares(d);
    dead = dead && a == 0.0;
    let blocked = nothing[id.y * s.batch + b] == 1u || slope_is_zero(l.act, z, l.slope);
    let zero = d == 0.0 && blocked;
    counts += vec4f(
      select(0.0, 1.0, abs(slope_of(l.act, z, l.slope)) < l.saturation),
      select(0.0, 1.0, zero),
      select(0.0, 1.0, !zero && abs(d) < SMALLEST_NORMAL),
      select(0.0, 1.0, !finite(z)));
  }
  let at = (l.unit + id.x) * UNIT_FIELDS;
  units[at] = sum;
  for (var i = 0u; i < 3u; i++) {
    units[at + 1u + i] = a2[i];
    units[at + 4u + i] = d2[i];
  }
  for (var i = 0u; i < 4u; i++) {
    units[at + 7u + i] = counts[i];
  }
  units[at + 11u] = select(0.0, 1.0, dead);
}

@compute @workgroup_size(SIZE_X)
fn unit_totals(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= UNIT_FIELDS) { return; }
  let l = layers[id.y];
  var sum = 0.0;
  for (var u = 0u; u < l.units; u++) {
    sum += units[(l.unit + u) * UNIT_FIELDS + id.x];
  }
  totals[id.y * TOTAL_FIELDS + WEIGHT_FIELDS + id.x] = sum;
}

// The corner of every layer that a picture shows: SAMPLE_FIELDS numbers a
// unit, then most × most weights and as many gradients.
@compute @workgroup_size(SIZE_X)
fn corner(@builtin(global_invocation_id) id: vec3u) {
  let l = layers[id.y];
  let matrix = s.most * s.most;
  let vectors = s.most * SAMPLE_FIELDS;
  if (id.x >= vectors + 2u * matrix) { return; }
  let to = id.y * (vectors + 2u * matrix) + id.x;
  if (id.x < vectors) {
    let unit = id.x / SAMPLE_FIELDS;
    if (unit < l.units) { sample[to] = unit_field(l, unit, id.x % SAMPLE_FIELDS); }
    return;
  }
  let i = (id.x - vectors) % matrix;
  let row = i / s.most;
  let column = i % s.most;
  if (row >= l.units || column >= l.fan_in) { return; }
  let at = l.weights + row * l.ld_weights + column;
  if (id.x < vectors + matrix) {
    sample[to] = params[at];
  } else {
    sample[to] = grads[at];
  }
}

// a for the first example, squares of δ, how often saturated, and dead.
fn unit_field(l: Layer, unit: u32, field: u32) -> f32 {
  let record = (l.unit + unit) * UNIT_FIELDS;
  switch field {
    case 0u: { return acts[l.at + unit]; }
    case 4u: { return units[record + 7u]; }
    case 5u: { return units[record + 11u]; }
    default: {}
  }
  return units[record + 3u + field];
}
