// Convolution as three matrix products whose one side is never put into memory
// (implicit GEMM): the patches of the image that lie under the kernel. Each
// invocation computes 4×4 results, four channels at four neighbouring places.
// The kernel is not flipped; the image is padded with zeros.

struct Conv {
  rows: u32, // examples
  in_channels: u32,
  in_height: u32,
  in_width: u32,
  out_channels: u32,
  out_height: u32,
  out_width: u32,
  side: u32, // of the kernel
  stride: u32,
  pad: u32,
  from_at: u32,
  ld_from: u32,
  to_at: u32,
  ld_to: u32,
  weights: u32,
  ld_weights: u32,
  bias: u32,
  slope: f32, // of the activation ACT
  splits: u32, // parts that the examples are cut into for the gradient
}

@group(0) @binding(0) var<uniform> s: Conv;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read_write> acts: array<f32>;
@group(0) @binding(3) var<storage, read_write> pre: array<f32>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;
@group(0) @binding(5) var<storage, read> pre_in: array<f32>;
@group(0) @binding(6) var<storage, read> delta_in: array<f32>;
@group(0) @binding(7) var<storage, read> acts_in: array<f32>;
@group(0) @binding(8) var<storage, read_write> grads: array<f32>;
@group(0) @binding(9) var<storage, read_write> parts: array<f32>;

fn line(id: vec3u, groups: vec3u) -> u32 { return id.y * groups.x * SIZE_X + id.x; }

fn quads(n: u32) -> u32 { return (n + 3u) / 4u; }

// Where in a row of length in_width a kernel's column j meets four places of
// the output, or in_width or more where it meets padding.
fn columns_under(places_x: vec4u, j: u32) -> vec4u { return places_x * s.stride + vec4u(j) - vec4u(s.pad); }

fn rows_under(places_y: vec4u, i: u32) -> vec4u { return places_y * s.stride + vec4u(i) - vec4u(s.pad); }

fn four_of(channel: u32, bound: u32) -> vec4u { return min(vec4u(channel, channel + 1u, channel + 2u, channel + 3u), vec4u(bound - 1u)); }

// z = W∗x + b and a = φ(z).
@compute @workgroup_size(SIZE_X)
fn conv_forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let places = s.out_height * s.out_width;
  let n = line(id, groups);
  let place = n % quads(places) * 4u;
  let unit = n / quads(places) % quads(s.out_channels) * 4u;
  let row = n / (quads(places) * quads(s.out_channels));
  if (row >= s.rows) { return; }
  let at = four_of(place, places);
  let ys = at / s.out_width;
  let xs = at % s.out_width;
  let units = vec4u(s.weights) + four_of(unit, s.out_channels) * s.ld_weights;
  var z0 = vec4f(0.0);
  var z1 = vec4f(0.0);
  var z2 = vec4f(0.0);
  var z3 = vec4f(0.0);
  var k = 0u;
  for (var c = 0u; c < s.in_channels; c++) {
    let plane = s.from_at + row * s.ld_from + c * s.in_height * s.in_width;
    for (var i = 0u; i < s.side; i++) {
      let y = rows_under(ys, i);
      for (var j = 0u; j < s.side; j++) {
        let x = columns_under(xs, j);
        let inside = (y < vec4u(s.in_height)) & (x < vec4u(s.in_width));
        let from_at = select(vec4u(plane), vec4u(plane) + y * s.in_width + x, inside);
        let v = select(vec4f(0.0), vec4f(acts[from_at.x], acts[from_at.y], acts[from_at.z], acts[from_at.w]), inside);
        z0 += params[units.x + k] * v;
        z1 += params[units.y + k] * v;
        z2 += params[units.z + k] * v;
        z3 += params[units.w + k] * v;
        k++;
      }
    }
  }
  put_forward(row, unit, place, z0);
  put_forward(row, unit + 1u, place, z1);
  put_forward(row, unit + 2u, place, z2);
  put_forward(row, unit + 3u, place, z3);
}

fn put_forward(row: u32, unit: u32, place: u32, sum: vec4f) {
  if (unit >= s.out_channels) { return; }
  let places = s.out_height * s.out_width;
  let z = sum + params[s.bias + unit];
  let a = phi4(ACT, z, s.slope);
  let at = s.to_at + row * s.ld_to + unit * places + place;
  for (var i = 0u; i < min(4u, places - place); i++) {
    pre[at + i] = z[i];
    acts[at + i] = a[i];
  }
  if (unit + 1u < s.out_channels || place + 4u < places) { return; }
  for (var i = s.out_channels * places; i < s.ld_to; i++) { // the gap behind the row
    pre[s.to_at + row * s.ld_to + i] = 0.0;
    acts[s.to_at + row * s.ld_to + i] = 0.0;
  }
}

// The place of the output that the kernel's row or column k carries to x of
// the input, or something beyond bound if there is none.
fn places_over(x: vec4u, k: u32, bound: u32) -> vec4u {
  let shifted = x + vec4u(s.pad) - vec4u(k); // wraps round where it is negative
  let whole = shifted % vec4u(s.stride) == vec4u(0u);
  return select(vec4u(bound), shifted / vec4u(s.stride), whole & (shifted < vec4u(0x80000000u)));
}

// δ of the layer below: Wᵀ∗δ ⊙ φ′(z), ACT and z those of the layer below.
@compute @workgroup_size(SIZE_X)
fn conv_backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let places = s.in_height * s.in_width;
  let n = line(id, groups);
  let place = n % quads(places) * 4u;
  let channel = n / quads(places) % quads(s.in_channels) * 4u;
  let row = n / (quads(places) * quads(s.in_channels));
  if (row >= s.rows) { return; }
  let at = four_of(place, places);
  let ys = at / s.in_width;
  let xs = at % s.in_width;
  let channels = vec4u(s.weights) + four_of(channel, s.in_channels) * s.side * s.side;
  let plane = s.out_height * s.out_width;
  var d0 = vec4f(0.0);
  var d1 = vec4f(0.0);
  var d2 = vec4f(0.0);
  var d3 = vec4f(0.0);
  for (var i = 0u; i < s.side; i++) {
    let y = places_over(ys, i, s.out_height);
    for (var j = 0u; j < s.side; j++) {
      let x = places_over(xs, j, s.out_width);
      let inside = (y < vec4u(s.out_height)) & (x < vec4u(s.out_width));
      let from_at = vec4u(s.to_at + row * s.ld_to) + select(vec4u(0u), y * s.out_width + x, inside);
      let k = i * s.side + j;
      for (var unit = 0u; unit < s.out_channels; unit++) {
        let u = from_at + vec4u(unit * plane);
        let d = select(vec4f(0.0), vec4f(delta[u.x], delta[u.y], delta[u.z], delta[u.w]), inside);
        let w = channels + vec4u(unit * s.ld_weights + k);
        d0 += params[w.x] * d;
        d1 += params[w.y] * d;
        d2 += params[w.z] * d;
        d3 += params[w.w] * d;
      }
    }
  }
  put_backward(row, channel, place, d0);
  put_backward(row, channel + 1u, place, d1);
  put_backward(row, channel + 2u, place, d2);
  put_backward(row, channel + 3u, place, d3);
}

fn put_backward(row: u32, channel: u32, place: u32, sum: vec4f) {
  if (channel >= s.in_channels) { return; }
  let places = s.in_height * s.in_width;
  let at = s.from_at + row * s.ld_from + channel * places + place;
  for (var i = 0u; i < min(4u, places - place); i++) {
    delta[at + i] = sum[i] * slope_of(ACT, pre_in[at + i], s.slope);
  }
  if (channel + 1u < s.in_channels || place + 4u < places) { return; }
  for (var i = s.in_channels * places; i < s.ld_from; i++) { // the gap behind the row
    delta[s.from_at + row * s.ld_from + i] = 0.0;
  }
}

// ∂C/∂W and ∂C/∂b of one part of the examples: four units at four places of
// the kernel, summed over the places of the output.
@compute @workgroup_size(SIZE_X)
fn conv_gradient(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let n = line(id, groups);
  let fan_in = s.in_channels * s.side * s.side;
  let first = n % quads(fan_in) * 4u;
  let unit = n / quads(fan_in) % quads(s.out_channels) * 4u;
  let split = n / (quads(fan_in) * quads(s.out_channels));
  if (split >= s.splits) { return; }
  let k = four_of(first, fan_in);
  let c = k / (s.side * s.side) * s.in_height * s.in_width;
  let i = k / s.side % s.side;
  let j = k % s.side;
  let places = s.out_height * s.out_width;
  let units = four_of(unit, s.out_channels) * places;
  var g0 = vec4f(0.0);
  var g1 = vec4f(0.0);
  var g2 = vec4f(0.0);
  var g3 = vec4f(0.0);
  var b = vec4f(0.0);
  for (var row = split; row < s.rows; row += s.splits) {
    let image = vec4u(s.from_at + row * s.ld_from) + c;
    let deltas = vec4u(s.to_at + row * s.ld_to) + units;
    for (var py = 0u; py < s.out_height; py++) {
      let y = vec4u(py * s.stride) + i - vec4u(s.pad);
      for (var px = 0u; px < s.out_width; px++) {
        let x = vec4u(px * s.stride) + j - vec4u(s.pad);
        let inside = (y < vec4u(s.in_height)) & (x < vec4u(s.in_width));
        let at = select(image, image + y * s.in_width + x, inside);
        let v = select(vec4f(0.0), vec4f(acts_in[at.x], acts_in[at.y], acts_in[at.z], acts_in[at.w]), inside);
        let u = deltas + vec4u(py * s.out_width + px);
        let d = vec4f(delta_in[u.x], delta_in[u.y], delta_in[u.z], delta_in[u.w]);
        g0 += d.x * v;
        g1 += d.y * v;
        g2 += d.z * v;
        g3 += d.w * v;
        b += d;
      }
    }
  }
  let part = split * (s.out_channels * s.ld_weights + s.out_channels);
  put_gradient(part, unit, first, g0);
  put_gradient(part, unit + 1u, first, g1);
  put_gradient(part, unit + 2u, first, g2);
  put_gradient(part, unit + 3u, first, g3);
  if (first == 0u) {
    let at = part + s.out_channels * s.ld_weights + unit;
    for (var u = 0u; u < min(4u, s.out_channels - unit); u++) {
      parts[at + u] = b[u];
    }
  }
}

// What lies beyond the fan-in is the gap, which stays 0.
fn put_gradient(part: u32, unit: u32, first: u32, sum: vec4f) {
  if (unit >= s.out_channels) { return; }
  let fan_in = s.in_channels * s.side * s.side;
  let at = part + unit * s.ld_weights + first;
  for (var i = 0u; i < 4u; i++) {
    parts[at + i] = select(0.0, sum[i], first + i < fan_in);
  }
}

// Adds up the parts.
@compute @workgroup_size(SIZE_X)
fn conv_gradient_sum(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = line(id, groups);
  let weights = s.out_channels * s.ld_weights;
  let size = weights + s.out_channels;
  if (i >= size) { return; }
  var sum = 0.0;
  for (var part = 0u; part < s.splits; part++) {
    sum += parts[part * size + i];
  }
  grads[select(s.bias + i - weights, s.weights + i, i < weights)] = sum;
}
