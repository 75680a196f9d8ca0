// The way of chips: all invocations take a layer together, a pair of a unit and
// an example each, and meet before the next.
//
// What counts is how long a layer takes from barrier to barrier, which is a few
// hundred cycles of waiting for one thing after the other, and not how much
// there is to compute. So neighbours take neighbouring examples: they read rows
// of numbers side by side, and a weight once for all of them. Small networks lie
// in the workgroup's own memory as a whole (NEAR), where a barrier need not wait
// for the way to storage; the others in scratch.
//
// A row has a number for each example. First come the rows of activations, then
// those of δ (and before that φ′), then the targets of each example; rows beyond
// a layer's units are 0.

var<workgroup> near_values: array<f32, NEAR_VALUES>;
var<workgroup> near_parameters: array<vec4f, NEAR_QUADS>;

// A unit of a layer and an example. at is where they stand in the layer's rows.
struct Pair {
  at: u32,
  unit: u32,
  example: u32,
}

var<private> mine: Pair; // an invocation's first
var<private> apart: Pair; // from one of its pairs to the next
var<private> home: u32; // first four parameters of the network

fn pair_at(i: u32) -> Pair { return Pair(i, i / net.batch, i % net.batch); }

fn next(p: Pair) -> Pair {
  let example = p.example + apart.example;
  let over = select(0u, 1u, example >= net.batch);
  return Pair(p.at + SIZE_X, p.unit + apart.unit + over, example - over * net.batch);
}

// --- memory

fn value(at: u32) -> f32 {
  if (NEAR) { return near_values[at]; }
  return scratch[lane * net.values + at];
}

fn put_value(at: u32, v: f32) {
  let kept = flushed(v);
  if (NEAR) {
    near_values[at] = kept;
  } else {
    scratch[lane * net.values + at] = kept;
  }
}

// What an example has in four rows.
fn values4(at: u32) -> vec4f {
  return vec4f(value(at), value(at + net.batch), value(at + 2u * net.batch), value(at + 3u * net.batch));
}

fn parameters4(quad: u32) -> vec4f {
  if (NEAR) { return near_parameters[quad - home]; }
  return params[quad];
}

fn parameter(at: u32) -> f32 {
  if (NEAR) { return near_parameters[at / 4u - home][at % 4u]; }
  return params[at / 4u][at % 4u];
}

fn add_parameters4(quad: u32, by: vec4f) {
  if (NEAR) {
    near_parameters[quad - home] += by;
  } else {
    params[quad] += by;
  }
}

fn goals() -> u32 { return 2u * net.rows * net.batch; }

fn begin(thread: u32) {
  let own = net.parameters / net.lanes / 4u;
  home = lane * own;
  mine = pair_at(thread);
  apart = pair_at(SIZE_X);
  for (var i = thread; i < goals(); i += SIZE_X) { put_value(i, 0.0); }
  for (var i = thread; NEAR && i < own; i += SIZE_X) { near_parameters[i] = params[home + i]; }
}

fn finish(thread: u32) {
  for (var i = thread; NEAR && i < net.parameters / net.lanes / 4u; i += SIZE_X) {
    params[home + i] = near_parameters[i];
  }
}

// Between two layers.
fn meet_between() {
  if (NEAR) {
    workgroupBarrier();
  } else {
    meet();
  }
}

// --- the way forward

fn fill(epoch: u32, first: u32) {
  for (var p = mine; p.unit < max(net.inputs, net.goals); p = next(p)) {
    let place = first + p.example;
    let example = example_at(Draw(net.n, net.half, net.seed), epoch + place / net.n, place % net.n);
    if (p.unit < net.inputs) { put_value(p.at, set_x[example * net.inputs + p.unit]); }
    if (p.unit < net.goals) { put_value(goals() + p.example * net.goals + p.unit, set_y[example * net.goals + p.unit]); }
  }
}

// z = x·w + b.
fn weighted_sum(s: Stage, p: Pair) -> f32 {
  var z = vec4f(parameter(s.bias + p.unit), 0.0, 0.0, 0.0);
  var w = (s.weights + p.unit * s.ld) / 4u;
  var x = s.from_row * net.batch + p.example;
  for (var i = 0u; i < s.inputs; i += 4u) {
    z += values4(x) * parameters4(w);
    x += 4u * net.batch;
    w += 1u;
  }
  return (z.x + z.y) + (z.z + z.w);
}

// a = φ(z), and φ′(z) where δ will stand.
fn put_unit(s: Stage, at: u32, z: f32) {
  var a = z;
  var d = 1.0;
  if (s.act != LINEAR) {
    a = phi_of_net(s.act, z, s.slope);
    d = slope_of_net(s.act, z, s.slope);
  }
  let to = s.to_row * net.batch + at;
  put_value(to, a);
  put_value(to + net.rows * net.batch, d);
}

fn pre_activation(s: Stage, p: Pair) -> f32 {
  if (s.dense == 1u) { return weighted_sum(s, p); }
  return value(s.from_row * net.batch + p.at);
}

fn forward_stage(s: Stage) {
  for (var p = mine; p.unit < s.units; p = next(p)) {
    put_unit(s, p.at, pre_activation(s, p));
  }
}

// --- the loss. row is where an example's first output lies.

fn logit(row: u32, i: u32) -> f32 { return value(row + i * net.batch); }

fn goal_at(i: u32) -> f32 { return value(i); }

fn outputs() -> u32 { return net.outputs; }

// The δ of an output takes the place of its φ′.
fn put_delta(row: u32, i: u32, slope: f32) {
  let at = row + (net.rows + i) * net.batch;
  put_value(at, flushed(net.scale * slope) * value(at));
}

fn end_examples(thread: u32) {
  for (var e = thread; e < net.batch; e += SIZE_X) {
    let row = net.output * net.batch + e;
    let goal = goals() + e * net.goals;
    if (!finite(loss_of(row, goal)) || !outputs_finite(row)) {
      atomicStore(&diverged, 1u);
    }
    put_deltas(row, goal);
  }
}

// --- the way back

// Σ w·δ of the units above. Rows of δ beyond them are 0.
fn blame(s: Stage, p: Pair) -> f32 {
  let last = s.units - 1u;
  let w = s.weights + p.unit;
  var d = (net.rows + s.to_row) * net.batch + p.example;
  var sum = vec4f(0.0);
  for (var unit = 0u; unit < s.units; unit += 4u) {
    let w4 = vec4f(
      parameter(w + unit * s.ld), parameter(w + min(unit + 1u, last) * s.ld),
      parameter(w + min(unit + 2u, last) * s.ld), parameter(w + min(unit + 3u, last) * s.ld));
    sum += w4 * values4(d);
    d += 4u * net.batch;
  }
  return (sum.x + sum.y) + (sum.z + sum.w);
}

// δ of the layer below takes the place of its φ′.
fn backward_stage(s: Stage) {
  for (var p = mine; p.unit < s.inputs; p = next(p)) {
    let to = (net.rows + s.from_row) * net.batch + p.at;
    if (s.dense == 1u) {
      put_value(to, value(to) * blame(s, p));
    } else {
      put_value(to, value(to) * value((net.rows + s.to_row) * net.batch + p.at));
    }
  }
}

// --- gradients and the step

// Four parameters, weights before biases; all invocations share those of all
// layers, and each takes the step with the gradients that it has found.
struct Item {
  quad: u32, // counted from the network's first
  layer: u32,
  delta: u32, // row of δ: that of a weight's unit, or the first of four biases'
  inputs: u32, // row of the first of four weights' inputs
}

fn item_at(i: u32) -> Item {
  let a = table[3u * net.lanes * net.stages + i];
  return Item(a.x, a.y, a.z, a.w);
}

fn weights_gradient(item: Item) -> vec4f {
  var g = vec4f(0.0);
  let d = item.delta * net.batch;
  let x = item.inputs * net.batch;
  for (var e = 0u; e < net.batch; e++) {
    g += value(d + e) * values4(x + e);
  }
  return g;
}

fn biases_gradient(item: Item) -> vec4f {
  var g = vec4f(0.0);
  let d = item.delta * net.batch;
  for (var e = 0u; e < net.batch; e++) {
    g += values4(d + e);
  }
  if (!(finite(g.x) && finite(g.y) && finite(g.z) && finite(g.w))) {
    atomicStore(&diverged, 1u);
  }
  return g;
}

fn gradients(thread: u32) {
  for (var i = thread; i < net.items; i += SIZE_X) {
    let item = item_at(i);
    var g: vec4f;
    if (i < net.weights) {
      g = weights_gradient(item);
    } else {
      g = biases_gradient(item);
    }
    put_part(part_of(0u) + 4u * (home + item.quad), g);
  }
}

fn take_step(thread: u32, number: u32) {
  if (EQUALISE) {
    step_by_layers(thread, number);
    return;
  }
  let short = unbias(number);
  let shrunk = shrink();
  for (var i = thread; i < net.items; i += SIZE_X) {
    let item = item_at(i);
    let quad = home + item.quad;
    let g = shrunk * gradient_of(quad, i < net.weights);
    add_parameters4(quad, step_of(quad, g, rate_at(RATE_FIRST + item.layer), short));
  }
}

// The i-th of a step's turns, after each of which all meet.
fn take_turn(i: u32, thread: u32, epoch: u32, first: u32) {
  let forth = 1u + net.stages;
  if (i == 0u) {
    fill(epoch, first);
  } else if (i < forth) {
    forward_stage(stage_at(i - 1u));
  } else if (i == forth) {
    end_examples(thread);
  } else {
    backward_stage(stage_at(net.stages + forth - i));
  }
}

// Leaves the gradient of a minibatch. A network that has diverged goes through
// it for nothing, since all must meet at the same barriers: of these there is one
// only, as compilers of software adapters take the longer the more there
// are.
fn differentiate(thread: u32, epoch: u32, first: u32) {
  for (var i = 0u; i <= 2u * net.stages; i++) { // nobody asks for δ of the input
    take_turn(i, thread, epoch, first);
    meet_between();
  }
  gradients(thread);
}
