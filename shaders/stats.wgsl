// What sim.LayerStats says about every layer, in two stages: sums by many
// invocations, then sums of these. No invocation waits for another.

struct Stats {
  layers: u32,
  batch: u32,
  most: u32, // units to sample
  parameters: u32, // floats
  walk: u32, // instructions
  sums: u32, // invocations that share a layer's weights
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
@group(0) @binding(16) var<storage, read> walk: array<u32>; // an instruction and its layer
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
// rate: WEIGHT_FIELDS numbers from each of s.sums invocations a layer.
@compute @workgroup_size(SIZE_X)
fn weights(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.sums) { return; }
  let l = layers[id.y];
  var w2 = vec3f(0.0);
  var g2 = vec3f(0.0);
  var u2 = vec3f(0.0);
  let end = l.units * l.ld_weights;
  for (var i = id.x; i < end; i += s.sums) {
    let w = params[l.weights + i];
    let g = grads[l.weights + i];
    w2 += squares(w);
    g2 += squares(g);
    u2 += squares(change_of(l.weights + i, w, g));
  }
  let at = (id.y * s.sums + id.x) * WEIGHT_FIELDS;
  put3(at, w2);
  put3(at + 3u, g2);
  put3(at + 6u, u2);
}

@compute @workgroup_size(SIZE_X)
fn weight_totals(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= WEIGHT_FIELDS) { return; }
  var sum = 0.0;
  for (var i = 0u; i < s.sums; i++) {
    sum += partials[(id.y * s.sums + i) * WEIGHT_FIELDS + id.x];
  }
  totals[id.y * TOTAL_FIELDS + id.x] = sum;
}

fn weights_are_zero(layer: u32) -> bool {
  let at = layer * TOTAL_FIELDS;
  return totals[at] == 0.0 && totals[at + 1u] == 0.0 && totals[at + 2u] == 0.0;
}

// Whether the value at a place of a unit's image is none that max pooling
// passes on, the first largest of a window.
fn loses(l: Layer, unit_at: u32, pixel: u32) -> bool {
  if (l.pool == 0u) { return false; }
  let height = l.pixels / l.width;
  let corner_x = pixel % l.width / l.pool * l.pool;
  let corner_y = pixel / l.width / l.pool * l.pool;
  if (corner_x + l.pool > l.width || corner_y + l.pool > height) { return true; }
  let v = acts[unit_at + pixel];
  for (var i = 0u; i < l.pool * l.pool; i++) {
    let other = (corner_y + i / l.pool) * l.width + corner_x + i % l.pool;
    let w = acts[unit_at + other];
    if (w > v || (w == v && other < pixel)) { return true; }
  }
  return false;
}

fn shut(l: Layer, unit_at: u32, pixel: u32) -> bool {
  return slope_is_zero(l.act, pre[unit_at + pixel], l.slope) || loses(l, unit_at, pixel);
}

fn all_shut(l: Layer, example: u32) -> bool {
  let at = l.at + example * l.ld;
  for (var u = 0u; u < l.units; u++) {
    for (var p = 0u; p < l.pixels; p++) {
      if (!shut(l, at + u * l.pixels, p)) { return false; }
    }
  }
  return true;
}

// For each layer and example, whether every factor φ′ is exactly zero.
@compute @workgroup_size(SIZE_X)
fn shut_examples(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.batch) { return; }
  nothing[id.y * s.batch + id.x] = select(0u, 1u, all_shut(layers[id.y], id.x));
}

fn flags_of(layer: u32) -> u32 { return layer * s.batch; }

var<workgroup> open: atomic<u32>;

// For each layer and example, whether no gradient at all can arrive from above
// because a factor is exactly zero: all weights, or all φ′ of a layer on the
// way. What is zero without such a reason has underflowed. walk says what a
// gradient meets between the loss and the input; the state of it stands behind
// the layers' flags, a row for each residual branch that the walk is in.
@compute @workgroup_size(SIZE_X)
fn blocked_examples(@builtin(local_invocation_index) thread: u32) {
  var state = flags_of(s.layers);
  for (var b = thread; b < s.batch; b += SIZE_X) { nothing[state + b] = 0u; }
  for (var i = 0u; i < s.walk; i++) {
    let what = walk[2u * i];
    let layer = walk[2u * i + 1u];
    if (what == WALK_ACROSS) { // a batch normalisation: some example may help out
      if (thread == 0u) { atomicStore(&open, 0u); }
      workgroupBarrier();
      for (var b = thread; b < s.batch; b += SIZE_X) {
        if (nothing[state + b] == 0u) { atomicStore(&open, 1u); }
      }
      workgroupBarrier();
    }
    for (var b = thread; b < s.batch; b += SIZE_X) {
      let now = nothing[state + b];
      switch what {
        case WALK_VALUES: {
          let shut_now = nothing[flags_of(layer) + b];
          nothing[flags_of(layer) + b] = now;
          nothing[state + b] = now | shut_now;
        }
        case WALK_WEIGHTS: { nothing[state + b] = now | select(0u, 1u, weights_are_zero(layer)); }
        case WALK_ACROSS: { nothing[state + b] = select(now, 0u, atomicLoad(&open) == 1u); }
        case WALK_BRANCH: { nothing[state + s.batch + b] = now; }
        default: {}
      }
    }
    if (what == WALK_BRANCH) { state += s.batch; }
    if (what == WALK_REJOIN) { state -= s.batch; }
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
  for (var i = 0u; i < s.batch * l.pixels; i++) {
    let b = i / l.pixels;
    let pixel = i % l.pixels;
    let unit_at = l.at + b * l.ld + id.x * l.pixels;
    let z = pre[unit_at + pixel];
    let a = acts[unit_at + pixel];
    let d = delta[unit_at + pixel];
    sum += a;
    a2 += squares(a);
    d2 += squares(d);
    dead = dead && a == 0.0;
    let blocked = d == 0.0 && (nothing[id.y * s.batch + b] == 1u || shut(l, unit_at, pixel));
    counts += vec4f(
      select(0.0, 1.0, abs(slope_of(l.act, z, l.slope)) < l.saturation),
      select(0.0, 1.0, blocked),
      select(0.0, 1.0, !blocked && abs(d) < SMALLEST_NORMAL),
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
// unit, then most × most weights and as many gradients; of a conv layer the
// mean of each kernel.
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
  if (row >= l.units || (column + 1u) * l.kernel > l.fan_in) { return; }
  let at = l.weights + row * l.ld_weights + column * l.kernel;
  var sum = 0.0;
  for (var k = at; k < at + l.kernel; k++) {
    if (id.x < vectors + matrix) {
      sum += params[k];
    } else {
      sum += grads[k];
    }
  }
  sample[to] = sum / f32(l.kernel);
}

// The mean of a unit's activations for the first example.
fn first_act(l: Layer, unit: u32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < l.pixels; i++) {
    sum += acts[l.at + unit * l.pixels + i];
  }
  return sum / f32(l.pixels);
}

// a for the first example, squares of δ, how often saturated, and dead.
fn unit_field(l: Layer, unit: u32, field: u32) -> f32 {
  let record = (l.unit + unit) * UNIT_FIELDS;
  switch field {
    case 0u: { return first_act(l, unit); }
    case 4u: { return units[record + 7u]; }
    case 5u: { return units[record + 11u]; }
    default: {}
  }
  return units[record + 3u + field];
}
