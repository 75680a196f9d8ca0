// What the losses are, from raw outputs ("logits"). LOSS is MSE, BCE or
// SOFTMAX_CE; see nn.Loss for what each one means. A kernel's own file says
// where its numbers lie, logit(row, i), goal_at(i) and outputs(), and takes the
// gradients, put_delta(row, i, slope).

fn largest(row: u32) -> f32 {
  var m = logit(row, 0u);
  for (var i = 1u; i < outputs(); i++) {
    m = max(m, logit(row, i));
  }
  return m;
}

// Σ exp(logit − largest) of all classes but the right one.
fn weight_of_others(row: u32, right: u32, top: f32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < outputs(); i++) {
    if (i != right) { sum += exp(logit(row, i) - top); }
  }
  return sum;
}

// −log p of the right class: with that the likeliest, log(1 + what the others
// weigh), however little that is.
fn softmax_loss(row: u32, right: u32) -> f32 {
  let top = largest(row);
  let behind = top - logit(row, right);
  let others = weight_of_others(row, right, top);
  return log1p(select(others + exp(-behind) - 1.0, others, behind == 0.0)) + behind;
}

// Where an example's targets start: one class index, or a value an output.
fn goal_of(example: u32) -> u32 {
  return example * select(outputs(), 1u, LOSS == SOFTMAX_CE);
}

// The loss of the example whose outputs start at row and whose targets start
// at goal.
fn loss_of(row: u32, goal: u32) -> f32 {
  if (LOSS == SOFTMAX_CE) {
    return softmax_loss(row, u32(goal_at(goal)));
  }
  var sum = 0.0;
  for (var i = 0u; i < outputs(); i++) {
    let x = logit(row, i);
    let y = goal_at(goal + i);
    if (LOSS == BCE) {
      sum += select(-y, 1.0 - y, x > 0.0) * x + log1p(exp(-abs(x)));
    } else {
      sum += (x - y) * (x - y);
    }
  }
  return sum / f32(outputs());
}

fn outputs_finite(row: u32) -> bool {
  var ok = true;
  for (var i = 0u; i < outputs(); i++) {
    ok = ok && finite(logit(row, i));
  }
  return ok;
}

// ∂loss/∂output of an example's own loss, without subtracting numbers that are nearly
// equal when the network is nearly right.
fn slope_of_loss(x: f32, target_value: f32) -> f32 {
  if (LOSS == BCE) {
    return (1.0 - target_value) * sigmoid(x) - target_value * sigmoid(-x);
  }
  return 2.0 * (x - target_value);
}

fn softmax_deltas(row: u32, class_index: u32) {
  let top = largest(row);
  let others = weight_of_others(row, class_index, top);
  let sum = others + exp(logit(row, class_index) - top);
  for (var i = 0u; i < outputs(); i++) {
    if (i != class_index) { put_delta(row, i, exp(logit(row, i) - top) / sum); }
  }
  put_delta(row, class_index, -others / sum);
}

// The gradients of an example's loss to its outputs.
fn put_deltas(row: u32, goal: u32) {
  if (LOSS == SOFTMAX_CE) {
    softmax_deltas(row, u32(goal_at(goal)));
    return;
  }
  for (var i = 0u; i < outputs(); i++) {
    put_delta(row, i, slope_of_loss(logit(row, i), goal_at(goal + i)));
  }
}

fn likeliest(row: u32) -> u32 {
  var best = 0u;
  for (var i = 1u; i < outputs(); i++) {
    if (logit(row, i) > logit(row, best)) { best = i; }
  }
  return best;
}

// The class that an example is taken for; one output tells two apart.
fn class_of(row: u32) -> u32 {
  if (LOSS == SOFTMAX_CE) {
    return likeliest(row);
  }
  return select(0u, 1u, logit(row, 0u) > 0.0);
}
