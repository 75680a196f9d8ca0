// Many whole training steps of small dense networks in one dispatch, a workgroup
// each. Networks of one dispatch have the same shape and see the same minibatches;
// each has its own stages, parameters, rates and status.
//
// There are two ways through the network, each in a file of its own, which says
// where activations and δ lie: differentiate() leaves the gradient in scratch, as
// a sum of parts. Alone (fused_alone.wgsl) an invocation takes some examples
// through all layers; that is for software adapters. Together
// (fused_together.wgsl) all take one layer after the other; that is for chips,
// where an invocation by itself spends its time waiting for memory.
//
// scratch holds values of all networks, then the parts of the gradients, then
// sums. Stage tables count parameters through all networks.

struct Net {
  steps: u32,
  batch: u32,
  quads: u32, // groups of four examples
  threads: u32, // parts of a gradient
  n: u32, // see draw.wgsl
  half: u32,
  seed: u32,
  stages: u32,
  rows: u32, // of activations, and as many of δ
  parameters: u32, // of all networks
  layers: u32,
  inputs: u32, // floats from one example of the set to the next
  goals: u32, // targets of an example
  outputs: u32,
  output: u32, // first row of the outputs
  scale: f32, // 1/batch, and for all but SOFTMAX_CE also 1/outputs
  lanes: u32, // networks
  rates: u32, // of one network
  values: u32, // floats that one network has in scratch before the parts
  items: u32, // of fused_together.wgsl: fours of parameters
  weights: u32, // so many of which are weights
}

struct Stage {
  dense: u32,
  units: u32,
  inputs: u32,
  weights: u32,
  ld: u32, // of the weights
  bias: u32,
  from_row: u32,
  to_row: u32,
  act: u32,
  slope: f32,
  slot: u32, // where the tiled plan keeps the stage's output: see spread
  ld_slot: u32,
}

@group(0) @binding(0) var<uniform> net: Net;
@group(0) @binding(1) var<storage, read> table: array<vec4u>; // three of a stage, then an item each
@group(0) @binding(2) var<storage, read> set_x: array<f32>;
@group(0) @binding(3) var<storage, read> set_y: array<f32>;
@group(0) @binding(4) var<storage, read> rates: array<f32>;
@group(0) @binding(5) var<storage, read_write> params: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> moments: array<vec4f>; // first, then second
@group(0) @binding(7) var<storage, read_write> scratch: array<f32>;
@group(0) @binding(8) var<storage, read_write> status: array<Status>;

var<workgroup> diverged: atomic<u32>;

var<private> lane: u32; // the network that the workgroup trains

fn stage_at(i: u32) -> Stage {
  let at = 3u * (lane * net.stages + i);
  let a = table[at];
  let b = table[at + 1u];
  let c = table[at + 2u];
  return Stage(a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w, c.x, bitcast<f32>(c.y), c.z, c.w);
}

fn rate_at(i: u32) -> f32 { return rates[lane * net.rates + i]; }

fn part_of(thread: u32) -> u32 { return net.lanes * net.values + thread * net.parameters; }

fn put_part(at: u32, v: vec4f) {
  scratch[at] = v.x;
  scratch[at + 1u] = v.y;
  scratch[at + 2u] = v.z;
  scratch[at + 3u] = v.w;
}

fn meet() {
  storageBarrier();
  workgroupBarrier();
}

// Where the gradient is there, and where the step is done. Sums for CLIP and
// EQUALISE are in scratch, wherever all else may be.
fn meet_at_step() {
  if (CLIP || EQUALISE) {
    meet();
  } else {
    meet_between();
  }
}

// Takes net.steps steps, fewer where the network diverges.
@compute @workgroup_size(SIZE_X)
fn train(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  lane = group.x;
  var step = status[lane].step;
  var epoch = status[lane].epoch;
  var first = status[lane].place;
  if (thread == 0u) { atomicStore(&diverged, status[lane].diverged); }
  begin(thread);
  meet();
  for (var i = 0u; i < net.steps; i++) {
    differentiate(thread, epoch, first);
    meet_at_step();
    let going = atomicLoad(&diverged) == 0u;
    if (CLIP) {
      if (going) { sum_gradient(thread); }
      meet();
    }
    if (going) { take_step(thread, step + 1u); }
    if (EQUALISE) {
      meet();
      if (going) { add_equalised(thread); }
    }
    if (going) {
      let next = first + net.batch;
      step += 1u;
      epoch += next / net.n;
      first = next % net.n;
    }
    meet_at_step();
  }
  finish(thread);
  if (thread == 0u) { status[lane] = Status(step, epoch, first, atomicLoad(&diverged)); }
}
