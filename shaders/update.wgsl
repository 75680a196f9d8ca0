// The optimiser's step on all parameters at once. A block of BLOCK parameters
// belongs to one tensor; blocks[] says to which layer, and whether it decays.

struct Update {
  quads: u32, // parameters ÷ 4
  batch: u32,
  n: u32, // examples in the training set
}

@group(0) @binding(0) var<uniform> u: Update;
@group(0) @binding(1) var<storage, read_write> params: array<vec4f>;
@group(0) @binding(2) var<storage, read> grads: array<vec4f>;
@group(0) @binding(3) var<storage, read> blocks: array<u32>; // layer·2 + decays
@group(0) @binding(4) var<storage, read> rates: array<f32>; // decay, then a rate a layer
@group(0) @binding(5) var<storage, read_write> status: Status;

// W ← W − rate·(∂C/∂W + decay·W). The first invocation moves the minibatch on;
// no other one looks at those words.
@compute @workgroup_size(SIZE_X)
fn sgd(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * SIZE_X + id.x;
  if (status.diverged != 0u) { return; }
  if (i == 0u) {
    let p = status.place + u.batch;
    status.step += 1u;
    status.epoch += p / u.n;
    status.place = p % u.n;
  }
  if (i >= u.quads) { return; }
  let block = blocks[i / (BLOCK / 4u)];
  let decay = select(0.0, rates[0], (block & 1u) == 1u);
  let w = params[i];
  params[i] = w - rates[1u + block / 2u] * (grads[i] + decay * w);
}
