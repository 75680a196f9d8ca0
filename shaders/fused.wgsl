// Many whole training steps of small dense networks in one dispatch, a workgroup
// each. Networks of one dispatch have the same shape and see the same minibatches;
// each has its own stage table, parameters, rates and status.
//
// An invocation takes four examples of the minibatch at a time through the
// whole network, forward and backward, and adds up what they contribute to
// every gradient: activations and δ are its own, so that no layer has to wait
// for another. Only then do all meet, add their parts of the gradient and take
// the step. That makes two barriers a step, however deep the network. Barriers
// between layers, one invocation a unit, were far slower where a GPU is a
// program, and gain nothing where it is a chip: small layers are bound by the
// way to memory.
//
// scratch holds rows of numbers, one for each example: activations, then δ (and
// before that φ′) of every unit, rows beyond a layer's units being 0; then the
// invocations' parts of the gradients, then sums; each of these for one network
// after the other. Stage tables count parameters through all networks.

struct Net {
  steps: u32,
  batch: u32,
  quads: u32, // groups of four examples
  threads: u32, // invocations that take examples
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
@group(0) @binding(1) var<storage, read> stages: array<Stage>;
@group(0) @binding(2) var<storage, read> set_x: array<f32>;
@group(0) @binding(3) var<storage, read> set_y: array<f32>;
@group(0) @binding(4) var<storage, read> rates: array<f32>;
@group(0) @binding(5) var<storage, read_write> params: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> moments: array<vec4f>; // first, then second
@group(0) @binding(7) var<storage, read_write> scratch: array<f32>;
@group(0) @binding(8) var<storage, read_write> status: array<Status>;

var<workgroup> diverged: atomic<u32>;

var<private> lane: u32; // the network that the workgroup trains

fn stage_at(i: u32) -> Stage { return stages[lane * net.stages + i]; }

fn rate_at(i: u32) -> f32 { return rates[lane * net.rates + i]; }

// Where a row's numbers of a group of four examples start. The group q holds
// the examples q, q + quads, …: neighbours in memory are those of neighbouring
// invocations.
fn place(row: u32, q: u32) -> u32 { return (2u * lane * net.rows + row) * 4u * net.quads + q; }

fn load4(at: u32) -> vec4f {
  return vec4f(scratch[at], scratch[at + net.quads], scratch[at + 2u * net.quads], scratch[at + 3u * net.quads]);
}

fn store4(at: u32, v: vec4f) {
  scratch[at] = v.x;
  scratch[at + net.quads] = v.y;
  scratch[at + 2u * net.quads] = v.z;
  scratch[at + 3u * net.quads] = v.w;
}

// --- the way forward

// The example of the set that stands at a place of the minibatch. Groups are
// filled up with the last one, whose copies count for nothing.
fn drawn(example: u32, epoch: u32, first: u32) -> u32 {
  let p = first + min(example, net.batch - 1u);
  return example_at(Draw(net.n, net.half, net.seed), epoch + p / net.n, p % net.n);
}

fn fill_inputs(q: u32, examples: vec4u) {
  for (var i = 0u; i < net.inputs; i++) {
    let x = vec4f(
      set_x[examples.x * net.inputs + i], set_x[examples.y * net.inputs + i],
      set_x[examples.z * net.inputs + i], set_x[examples.w * net.inputs + i]);
    store4(place(i, q), x);
  }
}

// a = φ(z), and φ′(z) where δ will stand. It is called in one place only, and
// takes one value at a time, because adapters that are programs take long to
// compile what is written out often.
fn put_unit(s: Stage, unit: u32, q: u32, z: vec4f) {
  var a = vec4f(0.0);
  var d = vec4f(0.0);
  if (unit >= s.units) {
    // rows beyond the layer's units are 0
  } else if (s.act == LINEAR) {
    a = z;
    d = vec4f(1.0);
  } else {
    for (var i = 0u; i < 4u; i++) {
      if (ACT == MIXED) {
        a[i] = phi(s.act, z[i], s.slope);
        d[i] = slope_of(s.act, z[i], s.slope);
      } else {
        a[i] = phi(ACT, z[i], s.slope);
        d[i] = slope_of(ACT, z[i], s.slope);
      }
    }
  }
  store4(place(s.to_row + unit, q), a);
  store4(place(net.rows + s.to_row + unit, q), d);
}

// Four units at a time: z = x·Wᵀ + b.
fn dense_units(s: Stage, unit: u32, q: u32) -> mat4x4f {
  let last = s.units - 1u;
  let b = params[(s.bias + unit) / 4u];
  var z0 = vec4f(b.x);
  var z1 = vec4f(b.y);
  var z2 = vec4f(b.z);
  var z3 = vec4f(b.w);
  let w0 = (s.weights + unit * s.ld) / 4u;
  let w1 = (s.weights + min(unit + 1u, last) * s.ld) / 4u;
  let w2 = (s.weights + min(unit + 2u, last) * s.ld) / 4u;
  let w3 = (s.weights + min(unit + 3u, last) * s.ld) / 4u;
  for (var i = 0u; i < s.inputs; i += 4u) {
    let x = rows4(s.from_row + i, q);
    z0 += x * params[w0 + i / 4u];
    z1 += x * params[w1 + i / 4u];
    z2 += x * params[w2 + i / 4u];
    z3 += x * params[w3 + i / 4u];
  }
  return mat4x4f(z0, z1, z2, z3);
}

// Four rows' numbers of a group of examples.
fn rows4(row: u32, q: u32) -> mat4x4f {
  let at = place(row, q);
  let next = 4u * net.quads;
  return mat4x4f(load4(at), load4(at + next), load4(at + 2u * next), load4(at + 3u * next));
}

// z of four units.
fn stage_units(s: Stage, unit: u32, q: u32) -> mat4x4f {
  if (s.dense == 1u) { return dense_units(s, unit, q); }
  return rows4(s.from_row + unit, q);
}

fn forward_stage(s: Stage, q: u32) {
  for (var unit = 0u; unit < s.units; unit += 4u) {
    var z = stage_units(s, unit, q);
    for (var i = 0u; i < 4u; i++) {
      put_unit(s, unit + i, q, z[i]);
    }
  }
}

fn forward(q: u32, examples: vec4u) {
  fill_inputs(q, examples);
  for (var i = 0u; i < net.stages; i++) {
    forward_stage(stage_at(i), q);
  }
}

// --- the loss. row is where an example's first output lies.

fn logit(row: u32, i: u32) -> f32 { return scratch[row + i * 4u * net.quads]; }

fn goal_at(i: u32) -> f32 { return set_y[i]; }

fn outputs() -> u32 { return net.outputs; }

// The δ of an output takes the place of its φ′.
fn put_delta(row: u32, i: u32, slope: f32) {
  let at = row + (net.rows + i) * 4u * net.quads;
  scratch[at] = net.scale * slope * scratch[at];
}

fn clear_deltas(row: u32) {
  for (var i = 0u; i < net.outputs; i++) {
    scratch[row + (net.rows + i) * 4u * net.quads] = 0.0;
  }
}

// Leaves an example's δ of the outputs and returns its loss; a copy's are 0.
fn end_example(q: u32, i: u32, example: u32) -> f32 {
  let row = place(net.output, q + i * net.quads);
  if (q + i * net.quads >= net.batch) {
    clear_deltas(row);
    return 0.0;
  }
  let goal = goal_of(example);
  let loss = loss_of(row, goal);
  if (!finite(loss) || !outputs_finite(row)) {
    atomicStore(&diverged, 1u);
  }
  put_deltas(row, goal);
  return loss;
}

// --- the way back

// δ of the layer below times what it has as φ′: four of its units at a time.
fn backward_dense(s: Stage, q: u32) {
  let row = 4u * net.quads;
  for (var i = 0u; i < s.inputs; i += 4u) {
    var d0 = vec4f(0.0);
    var d1 = vec4f(0.0);
    var d2 = vec4f(0.0);
    var d3 = vec4f(0.0);
    var from_at = place(net.rows + s.to_row, q);
    var w_at = (s.weights + i) / 4u;
    for (var unit = 0u; unit < s.units; unit++) {
      let d = load4(from_at);
      let w = params[w_at];
      d0 += w.x * d;
      d1 += w.y * d;
      d2 += w.z * d;
      d3 += w.w * d;
      from_at += row;
      w_at += s.ld / 4u;
    }
    let to = place(net.rows + s.from_row + i, q);
    store4(to, d0 * load4(to));
    store4(to + row, d1 * load4(to + row));
    store4(to + 2u * row, d2 * load4(to + 2u * row));
    store4(to + 3u * row, d3 * load4(to + 3u * row));
  }
}

fn backward_act(s: Stage, q: u32) {
  for (var i = 0u; i < s.inputs; i++) {
    let to = place(net.rows + s.from_row + i, q);
    store4(to, load4(to) * load4(place(net.rows + s.to_row + i, q)));
  }
}

fn backward(q: u32) {
  for (var i = net.stages - 1u; i > 0u; i--) { // nobody asks for δ of the input
    let s = stage_at(i);
    if (s.dense == 1u) {
      backward_dense(s, q);
    } else {
      backward_act(s, q);
    }
  }
}

// --- gradients

fn part_of(thread: u32) -> u32 { return 8u * net.lanes * net.rows * net.quads + thread * net.parameters; }

fn put_part(at: u32, v: vec4f) {
  scratch[at] = v.x;
  scratch[at + 1u] = v.y;
  scratch[at + 2u] = v.z;
  scratch[at + 3u] = v.w;
}

// What an invocation's examples contribute to four times four weights, and to
// the biases of these four units.
fn gradient_block(s: Stage, thread: u32, unit: u32, i: u32) {
  var g0 = vec4f(0.0);
  var g1 = vec4f(0.0);
  var g2 = vec4f(0.0);
  var g3 = vec4f(0.0);
  var b = vec4f(0.0);
  for (var q = thread; q < net.quads; q += net.threads) {
    let d = rows4(net.rows + s.to_row + unit, q);
    let x = rows4(s.from_row + i, q);
    g0 += d[0] * x;
    g1 += d[1] * x;
    g2 += d[2] * x;
    g3 += d[3] * x;
    b += vec4f(1.0) * d;
  }
  let part = part_of(thread);
  let at = part + s.weights + unit * s.ld + i;
  put_part(at, g0);
  if (unit + 1u < s.units) { put_part(at + s.ld, g1); }
  if (unit + 2u < s.units) { put_part(at + 2u * s.ld, g2); }
  if (unit + 3u < s.units) { put_part(at + 3u * s.ld, g3); }
  if (i == 0u) {
    put_part(part + s.bias + unit, b);
    if (!(finite(b.x) && finite(b.y) && finite(b.z) && finite(b.w))) {
      atomicStore(&diverged, 1u);
    }
  }
}

fn gradients(thread: u32) {
  for (var k = 0u; k < net.stages; k++) {
    let s = stage_at(k);
    if (s.dense == 0u) { continue; }
    for (var unit = 0u; unit < s.units; unit += 4u) {
      for (var i = 0u; i < s.inputs; i += 4u) {
        gradient_block(s, thread, unit, i);
      }
    }
  }
}

fn drawn4(q: u32, epoch: u32, first: u32) -> vec4u {
  var examples: vec4u;
  for (var i = 0u; i < 4u; i++) {
    examples[i] = drawn(q + i * net.quads, epoch, first);
  }
  return examples;
}

fn differentiate(thread: u32, epoch: u32, first: u32) {
  for (var q = thread; q < net.quads; q += net.threads) {
    let examples = drawn4(q, epoch, first);
    forward(q, examples);
    for (var i = 0u; i < 4u; i++) {
      end_example(q, i, examples[i]);
    }
    backward(q);
  }
  gradients(thread);
}

// --- the step

// The parameters of a layer, four at a time: first its weights, then its
// biases. Returns where the i-th four lie.
fn quad_of(s: Stage, i: u32) -> u32 {
  let weights = s.units * s.ld / 4u;
  return select(s.bias / 4u + i - weights, s.weights / 4u + i, i < weights);
}

fn quads_of(s: Stage) -> u32 { return (s.units * s.ld + s.units + 3u) / 4u; }

fn is_weight(s: Stage, i: u32) -> bool { return i < s.units * s.ld / 4u; }

// The whole gradient of four parameters, weight decay included.
fn gradient_of(s: Stage, i: u32) -> vec4f {
  let quad = quad_of(s, i);
  let decay = select(0.0, rate_at(RATE_DECAY), is_weight(s, i)) * params[quad];
  return decay + sum_of_parts(quad);
}

fn sum_of_parts(quad: u32) -> vec4f {
  var g = vec4f(0.0);
  var at = part_of(0u) + 4u * quad;
  for (var k = 0u; k < net.threads; k++) {
    g += vec4f(scratch[at], scratch[at + 1u], scratch[at + 2u], scratch[at + 3u]);
    at += net.parameters;
  }
  return g;
}

fn squares4(v: vec4f) -> vec3f { return squares(v.x) + squares(v.y) + squares(v.z) + squares(v.w); }

fn sum_at(i: u32) -> u32 {
  return part_of(net.threads) + 3u * (lane * (2u * net.layers + 1u) * SIZE_X + i);
}

fn put_sum(i: u32, v: vec3f) {
  let at = sum_at(i);
  scratch[at] = v.x;
  scratch[at + 1u] = v.y;
  scratch[at + 2u] = v.z;
}

// The total of SIZE_X sums that stand from the i-th on.
fn total(i: u32) -> vec3f {
  var sum = vec3f(0.0);
  for (var k = i; k < i + SIZE_X; k++) {
    let at = sum_at(k);
    sum += vec3f(scratch[at], scratch[at + 1u], scratch[at + 2u]);
  }
  return sum;
}

fn sum_gradient(thread: u32) {
  var sum = vec3f(0.0);
  for (var k = 0u; k < net.stages; k++) {
    let s = stage_at(k);
    if (s.dense == 0u) { continue; }
    for (var i = thread; i < quads_of(s); i += SIZE_X) {
      sum += squares4(gradient_of(s, i));
    }
  }
  put_sum(thread, sum);
}

// What clipping leaves of the gradient.
fn shrink() -> f32 {
  if (!CLIP) { return 1.0; }
  let norm = root(total(0u));
  return select(1.0, rate_at(RATE_CLIP) / norm, norm > rate_at(RATE_CLIP));
}

// The change of four parameters; their memory moves on.
fn step_of(s: Stage, i: u32, rate: f32, shrunk: f32, short: vec2f) -> vec4f {
  let quad = quad_of(s, i);
  let second = net.parameters / 4u + quad;
  var c = Change(vec4f(0.0), vec4f(0.0), vec4f(0.0));
  if (OPT == ADAM) {
    c = change(shrunk * gradient_of(s, i), moments[quad], moments[second], rate, short);
    moments[second] = c.v;
    moments[quad] = c.m;
  } else if (OPT != SGD) {
    c = change(shrunk * gradient_of(s, i), moments[quad], vec4f(0.0), rate, short);
    moments[quad] = c.m;
  } else {
    c = change(shrunk * gradient_of(s, i), vec4f(0.0), vec4f(0.0), rate, short);
  }
  return c.by;
}

// Takes the step; with EQUALISE only notes it, in place of the first part of
// the gradient, and adds up squares of changes and weights by layer.
fn take_step(thread: u32, number: u32) {
  let short = unbias(number);
  let shrunk = shrink();
  var layer = 0u;
  for (var k = 0u; k < net.stages; k++) {
    let s = stage_at(k);
    if (s.dense == 0u) { continue; }
    var changes = vec3f(0.0);
    var sizes = vec3f(0.0);
    for (var i = thread; i < quads_of(s); i += SIZE_X) {
      let by = step_of(s, i, rate_at(RATE_FIRST + layer), shrunk, short);
      let quad = quad_of(s, i);
      if (!EQUALISE) {
        params[quad] += by;
        continue;
      }
      put_part(part_of(0u) + 4u * quad, by);
      if (is_weight(s, i)) {
        changes += squares4(by);
        sizes += squares4(params[quad]);
      }
    }
    if (EQUALISE) {
      put_sum((2u * layer + 1u) * SIZE_X + thread, changes);
      put_sum((2u * layer + 2u) * SIZE_X + thread, sizes);
    }
    layer++;
  }
}

fn ratio(layer: u32) -> f32 {
  return root(total((2u * layer + 1u) * SIZE_X)) / root(total((2u * layer + 2u) * SIZE_X));
}

fn add_equalised(thread: u32) {
  let last = ratio(net.layers - 1u);
  var layer = 0u;
  for (var k = 0u; k < net.stages; k++) {
    let s = stage_at(k);
    if (s.dense == 0u) { continue; }
    let factor = last / ratio(layer);
    layer++;
    for (var i = thread; i < quads_of(s); i += SIZE_X) {
      let quad = quad_of(s, i);
      let at = part_of(0u) + 4u * quad;
      let by = vec4f(scratch[at], scratch[at + 1u], scratch[at + 2u], scratch[at + 3u]);
      params[quad] += select(1.0, factor, finite(factor)) * by;
    }
  }
}

fn meet() {
  storageBarrier();
  workgroupBarrier();
}

// Takes net.steps steps, fewer where the network diverges.
@compute @workgroup_size(SIZE_X)
fn train(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  lane = group.x;
  var step = status[lane].step;
  var epoch = status[lane].epoch;
  var first = status[lane].place;
  if (thread == 0u) { atomicStore(&diverged, status[lane].diverged); }
  meet();
  for (var i = 0u; i < net.steps; i++) {
    if (thread < net.threads && atomicLoad(&diverged) == 0u) { differentiate(thread, epoch, first); }
    meet();
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
    meet();
  }
  if (thread == 0u) { status[lane] = Status(step, epoch, first, atomicLoad(&diverged)); }
}
