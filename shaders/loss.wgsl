// Losses and scores of rows of outputs, one example an invocation.

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
@group(0) @binding(7) var<storage, read_write> scores: array<vec2f>; // loss, class
@group(0) @binding(8) var<storage, read_write> field: array<f32>;

fn logit(row: u32, i: u32) -> f32 { return logits[row + i]; }

fn goal_at(i: u32) -> f32 { return targets[i]; }

fn outputs() -> u32 { return e.outputs; }

fn put_delta(row: u32, i: u32, slope: f32) {
  delta[row + i] = flushed(flushed(e.scale * slope) * flushed(slope_of(ACT, pre[row + i], e.slope)));
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
  put_deltas(row, goal);
  for (var i = e.outputs; i < e.ld; i++) {
    delta[row + i] = 0.0;
  }
}

// Loss and class of each example of a stretch of a data set.
@compute @workgroup_size(SIZE_X)
fn score(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= e.rows) { return; }
  let row = e.at + id.x * e.ld;
  let example = e.first + id.x;
  scores[example] = vec2f(loss_of(row, goal_of(example)), f32(class_of(row)));
}

// A picture's value at each point of a grid: see backend.Field.
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
