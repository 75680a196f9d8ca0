// The step of fused.wgsl.

// The parameters of a layer, four at a time: first its weights, then its
// biases. Returns where the i-th four lie.
fn quad_of(s: Stage, i: u32) -> u32 {
  let weights = s.units * s.ld / 4u;
  return select(s.bias / 4u + i - weights, s.weights / 4u + i, i < weights);
}

fn quads_of(s: Stage) -> u32 { return (s.units * s.ld + s.units + 3u) / 4u; }

fn is_weight(s: Stage, i: u32) -> bool { return i < s.units * s.ld / 4u; }

// The whole gradient of four parameters, weight decay included.
fn gradient_of(quad: u32, weights: bool) -> vec4f {
  let decay = select(0.0, rate_at(RATE_DECAY), weights) * parameters4(quad);
  return decay + sum_of_parts(quad);
}

fn sum_of_parts(quad: u32) -> vec4f {
  var g = vec4f(0.0);
  var at = part_of(0u) + 4u * quad;
  for (var k = 0u; k < net.threads; k++) {
    g += vec4f(scratch[at], scratch[at + 1u], scratch[at + 2u], scratch[at + 3u]);
    at += net.parameters;
  }
  return flushed4(g);
}


fn sum_at(i: u32) -> u32 {
  return part_of(net.threads) + 3u * (lane * (2u * net.layers + 1u) * SIZE_X + i);
}

fn put_sum(i: u32, v: vec3f) {
  let at = sum_at(i);
  scratch[at] = v.x;
  scratch[at + 1u] = v.y;
  scratch[at + 2u] = v.z;
}

// The total of SIZE_X sums that stand from the i-th on.
fn total(i: u32) -> vec3f {
  var sum = vec3f(0.0);
  for (var k = i; k < i + SIZE_X; k++) {
    let at = sum_at(k);
    sum += vec3f(scratch[at], scratch[at + 1u], scratch[at + 2u]);
  }
  return sum;
}

fn sum_gradient(thread: u32) {
  var sum = vec3f(0.0);
  for (var k = 0u; k < net.stages; k++) {
    let s = stage_at(k);
    if (s.dense == 0u) { continue; }
    for (var i = thread; i < quads_of(s); i += SIZE_X) {
      sum += squares4(gradient_of(quad_of(s, i), is_weight(s, i)));
    }
  }
  put_sum(thread, sum);
}

// What clipping leaves of the gradient.
fn shrink() -> f32 {
  if (!CLIP) { return 1.0; }
  let norm = root(total(0u));
  return select(1.0, rate_at(RATE_CLIP) / norm, norm > rate_at(RATE_CLIP));
}

// The change of four parameters by their gradient; their memory moves on.
fn step_of(quad: u32, g: vec4f, rate: f32, short: vec2f) -> vec4f {
  let second = net.parameters / 4u + quad;
  var c = Change(vec4f(0.0), vec4f(0.0), vec4f(0.0));
  if (OPT == ADAM) {
    c = change(g, moments[quad], moments[second], rate, short);
    moments[second] = c.v;
    moments[quad] = c.m;
  } else if (OPT != SGD) {
    c = change(g, moments[quad], vec4f(0.0), rate, short);
    moments[quad] = c.m;
  } else {
    c = change(g, vec4f(0.0), vec4f(0.0), rate, short);
  }
  return c.by;
}

// Takes the step; with EQUALISE only notes it, in place of the first part of
// the gradient, and adds up squares of changes and weights by layer.
fn step_by_layers(thread: u32, number: u32) {
  let short = unbias(number);
  let shrunk = shrink();
  var layer = 0u;
  for (var k = 0u; k < net.stages; k++) {
    let s = stage_at(k);
    if (s.dense == 0u) { continue; }
    var changes = vec3f(0.0);
    var sizes = vec3f(0.0);
    for (var i = thread; i < quads_of(s); i += SIZE_X) {
      let quad = quad_of(s, i);
      let g = shrunk * gradient_of(quad, is_weight(s, i));
      let by = step_of(quad, g, rate_at(RATE_FIRST + layer), short);
      if (!EQUALISE) {
        add_parameters4(quad, by);
        continue;
      }
      put_part(part_of(0u) + 4u * quad, by);
      if (is_weight(s, i)) {
        changes += squares4(by);
        sizes += squares4(parameters4(quad));
      }
    }
    if (EQUALISE) {
      put_sum((2u * layer + 1u) * SIZE_X + thread, changes);
      put_sum((2u * layer + 2u) * SIZE_X + thread, sizes);
    }
    layer++;
  }
}

fn ratio(layer: u32) -> f32 {
  return root(total((2u * layer + 1u) * SIZE_X)) / root(total((2u * layer + 2u) * SIZE_X));
}

fn add_equalised(thread: u32) {
  let last = ratio(net.layers - 1u);
  var layer = 0u;
  for (var k = 0u; k < net.stages; k++) {
    let s = stage_at(k);
    if (s.dense == 0u) { continue; }
    let factor = last / ratio(layer);
    layer++;
    for (var i = thread; i < quads_of(s); i += SIZE_X) {
      let quad = quad_of(s, i);
      let at = part_of(0u) + 4u * quad;
      let by = vec4f(scratch[at], scratch[at + 1u], scratch[at + 2u], scratch[at + 3u]);
      add_parameters4(quad, select(1.0, factor, finite(factor)) * by);
    }
  }
}

