// The part of every layer that a picture shows.

@group(0) @binding(2) var<storage, read> params: array<f32>;
@group(0) @binding(3) var<storage, read> grads: array<f32>;
@group(0) @binding(4) var<storage, read> acts: array<f32>;
@group(0) @binding(12) var<storage, read_write> sample: array<f32>;

// The corner of every layer that a picture shows: SAMPLE_FIELDS numbers a
// unit, then most × most weights and as many gradients; of a conv layer the
// mean of each kernel. An invocation takes a unit.
@compute @workgroup_size(SIZE_X)
fn corner(@builtin(global_invocation_id) id: vec3u) {
  let l = layers[id.y];
  if (id.x >= min(s.most, l.units)) { return; }
  let start = id.y * s.most * (SAMPLE_FIELDS + 2u * s.most);
  for (var f = 0u; f < SAMPLE_FIELDS; f++) {
    sample[start + id.x * SAMPLE_FIELDS + f] = unit_field(l, id.x, f);
  }
  let kernel = l.kernel;
  let columns = min(s.most, l.fan_in / kernel);
  let matrix = s.most * s.most;
  let to = start + s.most * SAMPLE_FIELDS + id.x * s.most;
  var weight = l.weights + id.x * l.ld_weights;
  for (var c = 0u; c < columns; c++) {
    var w = 0.0;
    var g = 0.0;
    for (var k = 0u; k < kernel; k++) {
      w += params[weight + k];
      g += grads[weight + k];
    }
    sample[to + c] = w / f32(kernel);
    sample[to + matrix + c] = g / f32(kernel);
    weight += kernel;
  }
}

// The mean of a unit's activations for the first example.
fn first_act(l: Layer, unit: u32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < l.pixels; i++) {
    sum += acts[l.at + unit * l.pixels + i];
  }
  return sum / f32(l.pixels);
}

// a for the first example, squares of δ, how often saturated, and dead.
fn unit_field(l: Layer, unit: u32, field: u32) -> f32 {
  let record = (l.unit + unit) * UNIT_FIELDS;
  switch field {
    case 0u: { return first_act(l, unit); }
    case 4u: { return units[record + 7u]; }
    case 5u: { return units[record + 11u]; }
    default: {}
  }
  return units[record + 3u + field];
}
