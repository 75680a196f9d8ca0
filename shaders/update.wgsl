// A training step on all parameters at once, from the gradients in memory. A
// block of BLOCK parameters belongs to one tensor; blocks[] says to which
// layer, whether it decays, and whether it is inert (see nn.TensorSpec). Gaps between tensors hold zeros, which no rule
// changes.

struct Update {
  quads: u32, // parameters ÷ 4
  batch: u32,
  n: u32, // examples in the training set
  bias: u32, // the first layer's biases
  biases: u32,
  layers: u32,
}

@group(0) @binding(0) var<uniform> u: Update;
@group(0) @binding(1) var<storage, read_write> params: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> grads: array<vec4f>;
@group(0) @binding(3) var<storage, read> blocks: array<u32>; // layer·4 + inert·2 + decays
@group(0) @binding(4) var<storage, read> rates: array<f32>;
@group(0) @binding(5) var<storage, read_write> status: Status;
@group(0) @binding(6) var<storage, read_write> moments: array<vec4f>; // first, then second
@group(0) @binding(7) var<storage, read_write> norm: array<vec3f>; // shrinkage, then CLIP_SUMS sums
@group(0) @binding(8) var<storage, read> totals: array<f32>; // see stats.wgsl

// The gradient, weight decay included. That of an inert tensor, which has no
// effect, is 0 but for rounding.
fn decayed(i: u32) -> vec4f {
  let block = blocks[i / (BLOCK / 4u)];
  if ((block & 2u) == 2u) { return vec4f(0.0); }
  return grads[i] + select(0.0, rates[RATE_DECAY], (block & 1u) == 1u) * params[i];
}

// The squares of the gradient, weight decay included, in CLIP_SUMS sums.
@compute @workgroup_size(SIZE_X)
fn norm_sums(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= CLIP_SUMS) { return; }
  var sum = vec3f(0.0);
  for (var i = id.x; i < u.quads; i += CLIP_SUMS) {
    let g = decayed(i);
    sum += squares4(g);
  }
  norm[1u + id.x] = sum;
}

// What clipping leaves of the gradient (Pascanu et al. 2013).
@compute @workgroup_size(1)
fn shrinkage() {
  var sum = vec3f(0.0);
  for (var i = 1u; i <= CLIP_SUMS; i++) {
    sum += norm[i];
  }
  let size = root(sum);
  norm[0].x = select(1.0, rates[RATE_CLIP] / size, size > rates[RATE_CLIP]);
}

// Moves on to the next minibatch, unless the gradient where every δ has flowed
// into it, the first biases, is not finite: then no step is taken any more.
@compute @workgroup_size(1)
fn advance() {
  for (var i = u.bias / 4u; i < (u.bias + u.biases + 3u) / 4u; i++) {
    let g = grads[i];
    if (!(finite(g.x) && finite(g.y) && finite(g.z) && finite(g.w))) { status.diverged = 1u; }
  }
  if (status.diverged != 0u) { return; }
  let p = status.place + u.batch;
  status.step += 1u;
  status.epoch += p / u.n;
  status.place = p % u.n;
}

// The step; with EQUALISE it is only noted, in place of the gradient.
@compute @workgroup_size(SIZE_X)
fn update(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * SIZE_X + id.x;
  if (status.diverged != 0u || i >= u.quads) { return; }
  var g = decayed(i);
  if (CLIP) { g *= norm[0].x; }
  let rate = rates[RATE_FIRST + blocks[i / (BLOCK / 4u)] / 4u];
  var m = vec4f(0.0);
  var v = vec4f(0.0);
  if (OPT != SGD) { m = moments[i]; }
  if (OPT == ADAM) { v = moments[u.quads + i]; }
  let c = change(g, m, v, rate, unbias(status.step));
  if (OPT != SGD) { moments[i] = c.m; }
  if (OPT == ADAM) { moments[u.quads + i] = c.v; }
  if (EQUALISE) {
    grads[i] = c.by;
  } else {
    params[i] += c.by;
  }
}

// The noted step, each layer's scaled to the ratio of the last one: the sums of
// stats.wgsl take the changes for gradients.
@compute @workgroup_size(SIZE_X)
fn equalised(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * SIZE_X + id.x;
  if (status.diverged != 0u || i >= u.quads) { return; }
  params[i] += equal_factor(blocks[i / (BLOCK / 4u)] / 4u, u.layers, 3u) * grads[i];
}
