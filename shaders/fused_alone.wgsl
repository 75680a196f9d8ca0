// The way of software adapters.
//
// An invocation takes four examples of the minibatch at a time through the
// whole network, forward and backward, and adds up what they contribute to
// every gradient: activations and δ are its own, so that no layer has to wait
// for another. Only then do all meet, add their parts of the gradient and take
// the step. That makes two barriers a step, however deep the network.
//
// scratch holds rows of numbers, one for each example: activations, then δ (and
// before that φ′) of every unit, rows beyond a layer's units being 0.

// What a dispatch begins and ends with: nothing lies elsewhere.
fn begin(thread: u32) {}

fn finish(thread: u32) {}

fn meet_between() { meet(); }

fn parameters4(quad: u32) -> vec4f { return params[quad]; }

fn add_parameters4(quad: u32, by: vec4f) { params[quad] += by; }

fn take_step(thread: u32, number: u32) { step_by_layers(thread, number); }

// Where a row's numbers of a group of four examples start. The group q holds
// the examples q, q + quads, …: neighbours in memory are those of neighbouring
// invocations.
fn place(row: u32, q: u32) -> u32 { return lane * net.values + row * 4u * net.quads + q; }

fn load4(at: u32) -> vec4f {
  return vec4f(scratch[at], scratch[at + net.quads], scratch[at + 2u * net.quads], scratch[at + 3u * net.quads]);
}

fn store4(at: u32, v: vec4f) {
  let kept = flushed4(v);
  scratch[at] = kept.x;
  scratch[at + net.quads] = kept.y;
  scratch[at + 2u * net.quads] = kept.z;
  scratch[at + 3u * net.quads] = kept.w;
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
// takes one value at a time, because software adapters take long to
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
      a[i] = phi_of_net(s.act, z[i], s.slope);
      d[i] = slope_of_net(s.act, z[i], s.slope);
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
  scratch[at] = flushed(flushed(net.scale * slope) * scratch[at]);
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
  if (thread >= net.threads || atomicLoad(&diverged) != 0u) { return; }
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

