// Convolution as three matrix products whose one side is never put into memory
// (implicit GEMM): the patches of the image that lie under the kernel. The kernel
// is not flipped; the image is padded with zeros. Here stands what both kinds of
// products share: buffers, the way around images, and what becomes of each sum.

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
  splits: u32, // parts that the sums of the gradient are cut into
}

@group(0) @binding(0) var<uniform> s: Conv;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read_write> acts: array<f32>;
@group(0) @binding(3) var<storage, read_write> pre: array<f32>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;
@group(0) @binding(5) var<storage, read> pre_in: array<f32>;
@group(0) @binding(6) var<storage, read> delta_in: array<f32>;
@group(0) @binding(7) var<storage, read> acts_in: array<f32>;
@group(0) @binding(8) var<storage, read_write> parts: array<f32>;
@group(0) @binding(9) var<storage, read_write> grads: array<f32>;

fn in_places() -> u32 { return s.in_height * s.in_width; }

fn out_places() -> u32 { return s.out_height * s.out_width; }

fn fan_in() -> u32 { return s.in_channels * s.side * s.side; }

fn line(id: vec3u, groups: vec3u) -> u32 { return id.y * groups.x * SIZE_X + id.x; }

// Four numbers from the first on, none of them beyond the last below bound.
fn four_of(first: u32, bound: u32) -> vec4u { return min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(bound - 1u)); }

// Rows and columns of four places, from where the kernel's are counted.
struct Places {
  y: vec4u,
  x: vec4u,
}

// Where the kernel begins in the image for four places of the output. It wraps
// round where that is negative.
fn patches_of(places: vec4u) -> Places {
  return Places(places / s.out_width * s.stride - vec4u(s.pad), places % s.out_width * s.stride - vec4u(s.pad));
}

// The other way, four places of the image are met by the kernel's row i in the
// output's row (y + pad − i) / stride, if that leaves no rest. Whole and rest are
// one number here, so that a difference of two is a row only where their rests
// are the same.
fn strided(x: vec4u) -> vec4u {
  if (s.stride == 1u) { return x; }
  return x / s.stride + x % s.stride * 65536u;
}

fn met_by(places: vec4u) -> Places {
  return Places(strided(places / s.in_width + vec4u(s.pad)), strided(places % s.in_width + vec4u(s.pad)));
}

// Four places of a channel.
struct Under {
  at: vec4u, // from its start
  inside: vec4<bool>, // and not in the padding
}

// The places of the image under the kernel's row i and column j.
fn under(p: Places, i: u32, j: u32) -> Under {
  return within(p.y + vec4u(i), p.x + vec4u(j), s.in_height, s.in_width);
}

// The places of the output over them. Here i and j are strided.
fn over(p: Places, i: u32, j: u32) -> Under {
  return within(p.y - vec4u(i), p.x - vec4u(j), s.out_height, s.out_width);
}

fn within(y: vec4u, x: vec4u, height: u32, width: u32) -> Under {
  let inside = (y < vec4u(height)) & (x < vec4u(width));
  return Under(select(vec4u(0u), y * width + x, inside), inside);
}

fn image_at(plane: u32, u: Under) -> vec4f {
  let at = vec4u(plane) + u.at;
  return select(vec4f(0.0), vec4f(acts[at.x], acts[at.y], acts[at.z], acts[at.w]), u.inside);
}

fn delta_at(plane: u32, u: Under) -> vec4f {
  let at = vec4u(plane) + u.at;
  return select(vec4f(0.0), vec4f(delta[at.x], delta[at.y], delta[at.z], delta[at.w]), u.inside);
}

// Four weights of a unit, as the kernel's row and column for a channel.
struct Taps {
  channel: vec4u,
  i: vec4u,
  j: vec4u,
}

fn taps(k: vec4u) -> Taps {
  return Taps(k / (s.side * s.side), k / s.side % s.side, k % s.side);
}

// What they are multiplied by for one place of the output. Their channels start
// at planes.
fn patch_at(planes: vec4u, t: Taps, py: u32, px: u32) -> vec4f {
  let u = within(vec4u(py * s.stride) + t.i - vec4u(s.pad), vec4u(px * s.stride) + t.j - vec4u(s.pad), s.in_height, s.in_width);
  let at = planes + u.at;
  return select(vec4f(0.0), vec4f(acts_in[at.x], acts_in[at.y], acts_in[at.z], acts_in[at.w]), u.inside);
}

// z = W∗x + b and a = φ(z), at four places of an example.
fn put_forward(row: u32, unit: u32, place: u32, sum: vec4f) {
  let places = out_places();
  if (row >= s.rows || unit >= s.out_channels || place >= places) { return; }
  let z = sum + params[s.bias + unit];
  let a = phi4(ACT, z, s.slope);
  let at = s.to_at + row * s.ld_to + unit * places + place;
  for (var i = 0u; i < min(4u, places - place); i++) {
    pre[at + i] = flushed(z[i]);
    acts[at + i] = flushed(a[i]);
  }
  if (unit + 1u < s.out_channels || place + 4u < places) { return; }
  for (var i = s.out_channels * places; i < s.ld_to; i++) { // the gap behind the row
    pre[s.to_at + row * s.ld_to + i] = 0.0;
    acts[s.to_at + row * s.ld_to + i] = 0.0;
  }
}

// δ of the layer below: Wᵀ∗δ ⊙ φ′(z), ACT and z those of the layer below.
fn put_backward(row: u32, channel: u32, place: u32, sum: vec4f) {
  let places = in_places();
  if (row >= s.rows || channel >= s.in_channels || place >= places) { return; }
  let at = s.from_at + row * s.ld_from + channel * places + place;
  for (var i = 0u; i < min(4u, places - place); i++) {
    delta[at + i] = flushed(sum[i] * flushed(slope_of(ACT, pre_in[at + i], s.slope)));
  }
  if (channel + 1u < s.in_channels || place + 4u < places) { return; }
  for (var i = s.in_channels * places; i < s.ld_from; i++) { // the gap behind the row
    delta[s.from_at + row * s.ld_from + i] = 0.0;
  }
}

// One part of ∂C/∂W. Behind it stands that of ∂C/∂b.
fn part_at(split: u32) -> u32 { return split * s.out_channels * (s.ld_weights + 1u); }

fn put_gradient(split: u32, unit: u32, first: u32, sum: vec4f) {
  if (unit >= s.out_channels || first >= fan_in()) { return; }
  let at = part_at(split) + unit * s.ld_weights + first;
  for (var i = 0u; i < min(4u, fan_in() - first); i++) {
    parts[at + i] = sum[i];
  }
}

fn put_bias(split: u32, unit: u32, sum: vec4f) {
  let at = part_at(split) + s.out_channels * s.ld_weights + unit;
  for (var i = 0u; i < 4u && unit + i < s.out_channels; i++) {
    parts[at + i] = sum[i];
  }
}

// Adds up the parts. The gaps between the weights of two units stay 0.
@compute @workgroup_size(SIZE_X)
fn gradient_sum(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = line(id, groups);
  let weights = s.out_channels * s.ld_weights;
  if (i >= part_at(1u) || (i < weights && i % s.ld_weights >= fan_in())) { return; }
  var sum = 0.0;
  for (var split = 0u; split < s.splits; split++) {
    sum += parts[part_at(split) + i];
  }
  grads[select(s.bias + i - weights, s.weights + i, i < weights)] = flushed(sum);
}
