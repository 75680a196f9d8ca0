// What stats.Layer says about every layer, in two stages: sums by many
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
@group(0) @binding(8) var<storage, read_write> partials: array<f32>;
@group(0) @binding(9) var<storage, read_write> totals: array<f32>;
@group(0) @binding(10) var<storage, read_write> nothing: array<u32>;
@group(0) @binding(11) var<storage, read_write> units: array<f32>;
@group(0) @binding(16) var<storage, read> walk: array<u32>; // an instruction and its layer

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

fn row_of(layer: u32) -> u32 { return layer * s.batch; }

var<workgroup> open: atomic<u32>;

// For each layer and example, whether no gradient at all can arrive from above
// because a factor is exactly zero: all weights, or all φ′ of a layer on the
// way. What is zero without such a reason has underflowed. walk says what a
// gradient meets between the loss and the input; the state of it stands behind
// the layers' flags, a row for each residual branch that the walk is in.
@compute @workgroup_size(SIZE_X)
fn blocked_examples(@builtin(local_invocation_index) thread: u32) {
  var state = row_of(s.layers);
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
          let shut_now = nothing[row_of(layer) + b];
          nothing[row_of(layer) + b] = now;
          nothing[state + b] = now | shut_now;
        }
        case WALK_WEIGHTS: { nothing[state + b] = now | select(0u, 1u, weights_are_zero(layer)); }
        case WALK_ACROSS: { nothing[state + b] = select(now, 0u, atomicLoad(&open) == 1u); }
        case WALK_ALONE: { nothing[state + b] = 1u; }
        case WALK_BRANCH: { nothing[state + s.batch + b] = now; }
        default: {}
      }
    }
    if (what == WALK_BRANCH) { state += s.batch; }
    if (what == WALK_REJOIN) { state -= s.batch; }
  }
}

// The sums of a unit's parts, a field an invocation.
@compute @workgroup_size(SIZE_X)
fn unit_joins(@builtin(global_invocation_id) id: vec3u) {
  let l = layers[id.y];
  if (id.x >= l.units * UNIT_FIELDS) { return; }
  let first = l.part * UNIT_FIELDS + id.x;
  var sum = 0.0;
  var least = 1.0;
  for (var p = 0u; p < l.parts; p++) {
    let v = units[first + p * l.units * UNIT_FIELDS];
    sum += v;
    least = min(least, v);
  }
  let of_all = id.x % UNIT_FIELDS == 11u; // a unit is dead if it is in every part
  units[l.unit * UNIT_FIELDS + id.x] = select(sum, least, of_all);
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
