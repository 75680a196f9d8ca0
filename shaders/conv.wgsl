// Convolution as three matrix products whose one side is never put into memory
// (implicit GEMM): the patches of the image that lie under the kernel. Each
// invocation computes 8×8 results, eight channels at eight neighbouring places,
// in registers (see unroll.go): c0 … c7 are the first four places (or inputs) of
// each channel, d0 … d7 the others. The kernel is not flipped; the image is
// padded with zeros.

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

fn eights(n: u32) -> u32 { return (n + 7u) / 8u; }

fn four_of(first: u32, bound: u32) -> vec4u { return min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(bound - 1u)); }

// Four places of the image under a kernel.
struct Under {
  at: vec4u, // from the start of the channel
  inside: vec4<bool>, // and not in the padding
}

// Where the kernel's row i and column j meet four places of the output.
fn under(places: vec4u, i: u32, j: u32) -> Under {
  let y = places / s.out_width * s.stride + vec4u(i) - vec4u(s.pad); // wraps round where it is negative
  let x = places % s.out_width * s.stride + vec4u(j) - vec4u(s.pad);
  let inside = (y < vec4u(s.in_height)) & (x < vec4u(s.in_width));
  return Under(select(vec4u(0u), y * s.in_width + x, inside), inside);
}

fn image_at(plane: u32, u: Under) -> vec4f {
  let at = vec4u(plane) + u.at;
  return select(vec4f(0.0), vec4f(acts[at.x], acts[at.y], acts[at.z], acts[at.w]), u.inside);
}

// z = W∗x + b and a = φ(z).
@compute @workgroup_size(SIZE_X)
fn conv_forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let places = s.out_height * s.out_width;
  let n = line(id, groups);
  let place = n % eights(places) * 8u;
  let unit = n / eights(places) % eights(s.out_channels) * 8u;
  let row = n / (eights(places) * eights(s.out_channels));
  if (row >= s.rows) { return; }
  let units = vec4u(s.weights) + four_of(unit, s.out_channels) * s.ld_weights;
  let more = vec4u(s.weights) + four_of(unit + 4u, s.out_channels) * s.ld_weights;
  let plane = s.in_height * s.in_width;
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  var d$r = vec4f(0.0);
  //: end
  for (var i = 0u; i < s.side; i++) {
    for (var j = 0u; j < s.side; j++) {
      let here = under(four_of(place, places), i, j);
      let beside = under(four_of(place + 4u, places), i, j);
      for (var c = 0u; c < s.in_channels; c++) {
        let k = (c * s.side + i) * s.side + j;
        let image = s.from_at + row * s.ld_from + c * plane;
        let x = image_at(image, here);
        let y = image_at(image, beside);
        //: for r at in 0 units.x 1 units.y 2 units.z 3 units.w 4 more.x 5 more.y 6 more.z 7 more.w
        let w$r = params[$at + k];
        c$r += w$r * x;
        d$r += w$r * y;
        //: end
      }
    }
  }
  var block = array<vec4f, 16>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r, d$r,
    //: end
  );
  for (var i = 0u; i < 16u; i++) {
    put_forward(row, unit + i / 2u, place + i % 2u * 4u, block[i]);
  }
}

fn put_forward(row: u32, unit: u32, place: u32, sum: vec4f) {
  let places = s.out_height * s.out_width;
  if (unit >= s.out_channels || place >= places) { return; }
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

// Where four places of the input are met by the kernel's row i and column j, in
// the output.
fn over(places: vec4u, i: u32, j: u32) -> Under {
  let y = places_over(places / s.in_width, i, s.out_height);
  let x = places_over(places % s.in_width, j, s.out_width);
  let inside = (y < vec4u(s.out_height)) & (x < vec4u(s.out_width));
  return Under(select(vec4u(0u), y * s.out_width + x, inside), inside);
}

fn delta_at(plane: u32, u: Under) -> vec4f {
  let at = vec4u(plane) + u.at;
  return select(vec4f(0.0), vec4f(delta[at.x], delta[at.y], delta[at.z], delta[at.w]), u.inside);
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
  let place = n % eights(places) * 8u;
  let channel = n / eights(places) % eights(s.in_channels) * 8u;
  let row = n / (eights(places) * eights(s.in_channels));
  if (row >= s.rows) { return; }
  let channels = vec4u(s.weights) + four_of(channel, s.in_channels) * s.side * s.side;
  let more = vec4u(s.weights) + four_of(channel + 4u, s.in_channels) * s.side * s.side;
  let plane = s.out_height * s.out_width;
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  var d$r = vec4f(0.0);
  //: end
  for (var i = 0u; i < s.side; i++) {
    for (var j = 0u; j < s.side; j++) {
      let here = over(four_of(place, places), i, j);
      let beside = over(four_of(place + 4u, places), i, j);
      for (var unit = 0u; unit < s.out_channels; unit++) {
        let k = unit * s.ld_weights + i * s.side + j;
        let image = s.to_at + row * s.ld_to + unit * plane;
        let x = delta_at(image, here);
        let y = delta_at(image, beside);
        //: for r at in 0 channels.x 1 channels.y 2 channels.z 3 channels.w 4 more.x 5 more.y 6 more.z 7 more.w
        let w$r = params[$at + k];
        c$r += w$r * x;
        d$r += w$r * y;
        //: end
      }
    }
  }
  var block = array<vec4f, 16>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r, d$r,
    //: end
  );
  for (var i = 0u; i < 16u; i++) {
    put_backward(row, channel + i / 2u, place + i % 2u * 4u, block[i]);
  }
}

fn put_backward(row: u32, channel: u32, place: u32, sum: vec4f) {
  let places = s.in_height * s.in_width;
  if (channel >= s.in_channels || place >= places) { return; }
  let at = s.from_at + row * s.ld_from + channel * places + place;
  for (var i = 0u; i < min(4u, places - place); i++) {
    delta[at + i] = sum[i] * slope_of(ACT, pre_in[at + i], s.slope);
  }
  if (channel + 1u < s.in_channels || place + 4u < places) { return; }
  for (var i = s.in_channels * places; i < s.ld_from; i++) { // the gap behind the row
    delta[s.from_at + row * s.ld_from + i] = 0.0;
  }
}

// Four places of a unit's weights, as the channel's start, row and column.
struct Taps {
  plane: vec4u,
  i: vec4u,
  j: vec4u,
}

fn taps(first: u32) -> Taps {
  let k = four_of(first, s.in_channels * s.side * s.side);
  return Taps(k / (s.side * s.side) * s.in_height * s.in_width, k / s.side % s.side, k % s.side);
}

// What four weights of an example's units are multiplied by at one place of the
// output.
fn patch_at(image: u32, t: Taps, py: u32, px: u32) -> vec4f {
  let y = vec4u(py * s.stride) + t.i - vec4u(s.pad);
  let x = vec4u(px * s.stride) + t.j - vec4u(s.pad);
  let inside = (y < vec4u(s.in_height)) & (x < vec4u(s.in_width));
  let at = vec4u(image) + select(vec4u(0u), t.plane + y * s.in_width + x, inside);
  return select(vec4f(0.0), vec4f(acts_in[at.x], acts_in[at.y], acts_in[at.z], acts_in[at.w]), inside);
}

// ∂C/∂W and ∂C/∂b of one part of the examples: eight units at eight places of
// the kernel, summed over the places of the output.
@compute @workgroup_size(SIZE_X)
fn conv_gradient(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let n = line(id, groups);
  let fan_in = s.in_channels * s.side * s.side;
  let first = n % eights(fan_in) * 8u;
  let unit = n / eights(fan_in) % eights(s.out_channels) * 8u;
  let split = n / (eights(fan_in) * eights(s.out_channels));
  if (split >= s.splits) { return; }
  let here = taps(first);
  let beside = taps(first + 4u);
  let places = s.out_height * s.out_width;
  let units = four_of(unit, s.out_channels) * places;
  let more = four_of(unit + 4u, s.out_channels) * places;
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  var d$r = vec4f(0.0);
  //: end
  var b = vec4f(0.0);
  var b_beside = vec4f(0.0);
  for (var row = split; row < s.rows; row += s.splits) {
    let image = s.from_at + row * s.ld_from;
    for (var p = 0u; p < places; p++) {
      let x = patch_at(image, here, p / s.out_width, p % s.out_width);
      let y = patch_at(image, beside, p / s.out_width, p % s.out_width);
      let u = vec4u(s.to_at + row * s.ld_to + p) + units;
      let v = vec4u(s.to_at + row * s.ld_to + p) + more;
      let e = vec4f(delta_in[u.x], delta_in[u.y], delta_in[u.z], delta_in[u.w]);
      let f = vec4f(delta_in[v.x], delta_in[v.y], delta_in[v.z], delta_in[v.w]);
      //: for r e in 0 e.x 1 e.y 2 e.z 3 e.w 4 f.x 5 f.y 6 f.z 7 f.w
      c$r += $e * x;
      d$r += $e * y;
      //: end
      b += e;
      b_beside += f;
    }
  }
  let part = split * (s.out_channels * s.ld_weights + s.out_channels);
  var block = array<vec4f, 16>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r, d$r,
    //: end
  );
  for (var i = 0u; i < 16u; i++) {
    put_gradient(part, unit + i / 2u, first + i % 2u * 4u, block[i]);
  }
  if (first == 0u) {
    let at = part + s.out_channels * s.ld_weights + unit;
    for (var i = 0u; i < min(8u, s.out_channels - unit); i++) {
      parts[at + i] = select(b_beside[i % 4u], b[i % 4u], i < 4u);
    }
  }
}

// What lies beyond the fan-in is the gap, which stays 0.
fn put_gradient(part: u32, unit: u32, first: u32, sum: vec4f) {
  if (unit >= s.out_channels || first >= s.ld_weights) { return; }
  let fan_in = s.in_channels * s.side * s.side;
  let at = part + unit * s.ld_weights + first;
  for (var i = 0u; i < min(4u, s.ld_weights - first); i++) {
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
