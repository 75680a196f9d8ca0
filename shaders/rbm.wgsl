// What a restricted Boltzmann machine (nn.RBM) needs beside the products of
// dense layers: chance, the visible units, and its own rule. Four values an
// invocation.

@group(0) @binding(1) var<storage, read> params: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> acts: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> delta: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> grads: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> squares: array<vec4f>;
@group(0) @binding(6) var<storage, read> status: Status;

// The hidden units' states, 0 or 1: each is on with the probability that it has.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn turn_on(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  let key = noise_key(s.seed, status.step, s.layer);
  let e = id.y * s.n + column;
  let chance = vec4f(chance_at(key, e), chance_at(key, e + 1u), chance_at(key, e + 2u), chance_at(key, e + 3u));
  let p = acts[(s.left + id.y * s.ld_left + column) / 4u];
  delta[(s.result + id.y * s.ld_result + column) / 4u] = inside(select(vec4f(0.0), vec4f(1.0), chance < p), column);
}

// The visible units' means φ(u + a), u being what the hidden units add up to.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn reconstruct(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  let u = delta[(s.left + id.y * s.ld_left + column) / 4u] + params[(s.bias + column) / 4u];
  acts[(s.result + id.y * s.ld_result + column) / 4u] = inside(phi4(ACT, u, 0.0), column);
}

// The direction of the visible biases, which is what the reconstruction (right)
// lacks of the minibatch (left), and the squares of that, both summed over the
// minibatch.
@compute @workgroup_size(SIZE_X)
fn lacking(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (column >= s.n) { return; }
  var sum = vec4f(0.0);
  var squared = vec4f(0.0);
  for (var row = 0u; row < s.m; row++) {
    let d = acts[(s.left + row * s.ld_left + column) / 4u] - acts[(s.right + row * s.ld_right + column) / 4u];
    sum += d;
    squared += d * d;
  }
  grads[(s.result + column) / 4u] = sum;
  squares[column / 4u] = squared;
}

// −P(h|v) of the reconstruction: with it below P(h|v) of the minibatch, one
// product over both gives the difference of their statistics.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn oppose(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * 4u;
  if (id.y >= s.m || column >= s.n) { return; }
  let at = (s.result + id.y * s.ld_result + column) / 4u;
  acts[at] = -acts[at];
}

struct Move {
  quads: u32, // parameters ÷ 4
  weights: u32, // of these, weights, which decay and come first
  settled: u32, // steps with the first momentum
  share: f32, // learning rate ÷ batch
  decay: f32, // learning rate · weight decay
  first_momentum: f32,
  momentum: f32,
}

@group(0) @binding(7) var<uniform> u: Move;
@group(0) @binding(8) var<storage, read_write> moved: array<vec4f>; // the parameters
@group(0) @binding(9) var<storage, read_write> velocity: array<vec4f>;

// The step of backend.RBMProblem.Momentum. It is counted already.
@compute @workgroup_size(SIZE_X)
fn move_on(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * SIZE_X + id.x;
  if (status.diverged != 0u || i >= u.quads) { return; }
  let momentum = select(u.momentum, u.first_momentum, status.step <= u.settled);
  let decay = select(0.0, u.decay, i < u.weights);
  let v = momentum * velocity[i] + (u.share * grads[i] - decay * moved[i]);
  velocity[i] = v;
  moved[i] += v;
}
