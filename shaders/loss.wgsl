// The losses, from raw outputs ("logits"), one example an invocation. LOSS is
// MSE, BCE or SOFTMAX_CE. See nn.Loss for what each one means.

struct Ends {
  rows: u32, // examples
  outputs: u32,
  at: u32, // where the outputs lie
  ld: u32,
  slope: f32, // of the activation ACT behind the last layer
  scale: f32, // 1/batch, and for all but SOFTMAX_CE also 1/outputs
  first: u32, // first example of a stretch, first point of a grid
}

@group(0) @binding(0) var<uniform> e: Ends;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> pre: array<f32>;
@group(0) @binding(3) var<storage, read> targets: array<f32>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;
@group(0) @binding(6) var<storage, read_write> status: array<atomic<u32>>;
@group(0) @binding(7) var<storage, read_write> scores: array<vec2f>; // loss, hit
@group(0) @binding(8) var<storage, read_write> field: array<f32>;

fn largest(row: u32) -> f32 {
  var m = logits[row];
  for (var i = 1u; i < e.outputs; i++) {
    m = max(m, logits[row + i]);
  }
  return m;
}

// Σ exp(logit − largest)
fn partition_sum(row: u32, top: f32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < e.outputs; i++) {
    sum += exp(logits[row + i] - top);
  }
  return sum;
}

// Where an example's targets start: one class index, or a value an output.
fn goal_of(example: u32) -> u32 {
  return example * select(e.outputs, 1u, LOSS == SOFTMAX_CE);
}

// The loss of the example whose outputs start at row and whose targets start
// at goal.
fn loss_of(row: u32, goal: u32) -> f32 {
  if (LOSS == SOFTMAX_CE) {
    let top = largest(row);
    return log(partition_sum(row, top)) + (top - logits[row + u32(targets[goal])]);
  }
  var sum = 0.0;
  for (var i = 0u; i < e.outputs; i++) {
    let x = logits[row + i];
    let y = targets[goal + i];
    if (LOSS == BCE) {
      sum += max(x, 0.0) - x * y + log1p(exp(-abs(x)));
    } else {
      sum += (x - y) * (x - y);
    }
  }
  return sum / f32(e.outputs);
}

fn outputs_finite(row: u32) -> bool {
  var ok = true;
  for (var i = 0u; i < e.outputs; i++) {
    ok = ok && finite(logits[row + i]);
  }
  return ok;
}

// ∂loss/∂output but for e.scale, without subtracting numbers that are nearly
// equal when the network is nearly right.
fn slope_of_loss(x: f32, target_value: f32) -> f32 {
  if (LOSS == BCE) {
    return (1.0 - target_value) * sigmoid(x) - target_value * sigmoid(-x);
  }
  return 2.0 * (x - target_value);
}

fn put_delta(at: u32, slope: f32) {
  delta[at] = e.scale * slope * slope_of(ACT, pre[at], e.slope);
}

fn softmax_delta(row: u32, class_index: u32) {
  let top = largest(row);
  let sum = partition_sum(row, top);
  var others = 0.0;
  for (var i = 0u; i < e.outputs; i++) {
    if (i != class_index) {
      let p = exp(logits[row + i] - top) / sum;
      others += p;
      put_delta(row + i, p);
    }
  }
  put_delta(row + class_index, -others);
}

// δ of the last layer, and the loss of each example; notes a loss that is not
// finite.
@compute @workgroup_size(SIZE_X)
fn losses_and_delta(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= e.rows) { return; }
  let row = e.at + id.x * e.ld;
  let goal = goal_of(id.x);
  let loss = loss_of(row, goal);
  losses[id.x] = loss;
  if (!finite(loss) || !outputs_finite(row)) {
    atomicStore(&status[3], 1u);
  }
  if (LOSS == SOFTMAX_CE) {
    softmax_delta(row, u32(targets[goal]));
  } else {
    for (var i = 0u; i < e.outputs; i++) {
      put_delta(row + i, slope_of_loss(logits[row + i], targets[goal + i]));
    }
  }
  for (var i = e.outputs; i < e.ld; i++) {
    delta[row + i] = 0.0;
  }
}

fn likeliest(row: u32) -> u32 {
  var best = 0u;
  for (var i = 1u; i < e.outputs; i++) {
    if (logits[row + i] > logits[row + best]) { best = i; }
  }
  return best;
}

fn hit(row: u32, goal: u32) -> bool {
  if (LOSS == SOFTMAX_CE) {
    return likeliest(row) == u32(targets[goal]);
  }
  return (logits[row] > 0.0) == (targets[goal] > 0.5);
}

// Adds up loss and hits over the stretches of a data set, each invocation over
// every so-many-th example.
@compute @workgroup_size(SIZE_X)
fn score(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= e.rows) { return; }
  let row = e.at + id.x * e.ld;
  let goal = goal_of(e.first + id.x);
  let mine = vec2f(loss_of(row, goal), select(0.0, 1.0, hit(row, goal)));
  // The first stretch is the longest, and begins the sums.
  scores[id.x] = select(scores[id.x], vec2f(0.0), e.first == 0u) + mine;
}

// A picture's value at each point of a grid: see sim.Field.
@compute @workgroup_size(SIZE_X)
fn picture(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= e.rows) { return; }
  let row = e.at + id.x * e.ld;
  var value = logits[row];
  if (LOSS == BCE) {
    value = sigmoid(value);
  } else if (LOSS == SOFTMAX_CE) {
    value = f32(likeliest(row));
  }
  field[e.first + id.x] = value;
}
