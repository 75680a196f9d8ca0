// An observation of what fused.wgsl trains, in two dispatches however deep the
// network: observe goes through the minibatch of the next step and leaves in
// scratch what the step would start from, and spread lays that out in memory as
// the kernels of the tiled plan do, for stats.wgsl and other readers.

@group(0) @binding(9) var<storage, read_write> losses: array<f32>;
@group(0) @binding(10) var<storage, read_write> indices: array<u32>;
@group(0) @binding(11) var<storage, read_write> acts: array<f32>;
@group(0) @binding(12) var<storage, read_write> pre: array<f32>;
@group(0) @binding(13) var<storage, read_write> delta: array<f32>;
@group(0) @binding(14) var<storage, read_write> grads: array<vec4f>;

fn note(q: u32, i: u32, example: u32) {
  let loss = end_example(q, i, example);
  let row = q + i * net.quads;
  if (row < net.batch) {
    losses[row] = loss;
    indices[row] = example;
  }
}

// One workgroup, as in train.
@compute @workgroup_size(SIZE_X)
fn observe(@builtin(local_invocation_index) thread: u32) {
  lane = 0u; // gogpu/naga does not begin with it
  if (thread == 0u) { atomicStore(&diverged, status[0].diverged); }
  meet();
  if (thread < net.threads) {
    for (var q = thread; q < net.quads; q += net.threads) {
      let examples = drawn4(q, status[0].epoch, status[0].place);
      forward(q, examples);
      for (var i = 0u; i < 4u; i++) {
        note(q, i, examples[i]);
      }
      backward(q);
    }
    gradients(thread);
  }
  meet();
  if (thread == 0u) { status[0].diverged = atomicLoad(&diverged); }
}

fn spread_unit(s: Stage, unit: u32, q: u32, z: vec4f) {
  let a = load4(place(s.to_row + unit, q));
  let d = load4(place(net.rows + s.to_row + unit, q));
  for (var i = 0u; i < 4u; i++) {
    let row = q + i * net.quads;
    if (row < net.batch) {
      let at = s.slot + row * s.ld_slot + unit;
      pre[at] = z[i];
      acts[at] = a[i];
      delta[at] = d[i];
    }
  }
}

// z is not kept in training; its layer's input is.
fn spread_values(s: Stage, q: u32) {
  for (var unit = 0u; unit < s.units; unit += 4u) {
    var z = stage_units(s, unit, q);
    for (var i = 0u; i < min(4u, s.units - unit); i++) {
      spread_unit(s, unit + i, q, z[i]);
    }
  }
}

// A row of invocations a stage; each takes a group of examples, and its share of
// the gradient.
@compute @workgroup_size(SIZE_X)
fn spread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  lane = 0u;
  let s = stage_at(id.y);
  if (id.x < net.quads) { spread_values(s, id.x); }
  if (s.dense == 0u) { return; }
  for (var i = id.x; i < quads_of(s); i += groups.x * SIZE_X) {
    let quad = quad_of(s, i);
    grads[quad] = sum_of_parts(quad);
  }
}
