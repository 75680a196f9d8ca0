// The three products of a conv layer without barriers, for adapters that are
// programs: see matmul_blocked.wgsl. Each invocation computes 8×8 results, eight
// channels at eight neighbouring places, in registers (see unroll.go): c0 … c7 are
// the first four places (or inputs) of each channel, d0 … d7 the others.

fn eights(n: u32) -> u32 { return (n + 7u) / 8u; }

// Column and row where an invocation's block begins, and which example or part of
// the sums it is one of.
fn block_of(n: u32, rows: u32, columns: u32) -> vec3u {
  return vec3u(n % eights(columns) * 8u, n / eights(columns) % eights(rows) * 8u, n / eights(columns) / eights(rows));
}

//: text begin
//: for r in 0 1 2 3 4 5 6 7
var c$r = vec4f(0.0);
var d$r = vec4f(0.0);
//: end
//: end begin

// Adds the products of one term: eight channels' weights k behind where their kernels
// start, and what is at eight places.
//: text multiply
//: for r at in 0 kernels.x 1 kernels.y 2 kernels.z 3 kernels.w 4 more.x 5 more.y 6 more.z 7 more.w
let w$r = params[$at + k];
c$r += w$r * x;
d$r += w$r * y;
//: end
//: end multiply

//: text results
var block = array<vec4f, 16>(
  //: for r in 0 1 2 3 4 5 6 7
  c$r, d$r,
  //: end
);
//: end results

@compute @workgroup_size(SIZE_X)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let places = out_places();
  let of_line = block_of(line(id, groups), s.out_channels, places);
  let place = of_line.x;
  let unit = of_line.y;
  let row = of_line.z;
  if (row >= s.rows) { return; }
  let kernels = vec4u(s.weights) + four_of(unit, s.out_channels) * s.ld_weights;
  let more = vec4u(s.weights) + four_of(unit + 4u, s.out_channels) * s.ld_weights;
  let left = patches_of(four_of(place, places));
  let right = patches_of(four_of(place + 4u, places));
  //: insert begin
  for (var i = 0u; i < s.side; i++) {
    for (var j = 0u; j < s.side; j++) {
      let here = under(left, i, j);
      let beside = under(right, i, j);
      for (var c = 0u; c < s.in_channels; c++) {
        let k = (c * s.side + i) * s.side + j;
        let image = s.from_at + row * s.ld_from + c * in_places();
        let x = image_at(image, here);
        let y = image_at(image, beside);
        //: insert multiply
      }
    }
  }
  //: insert results
  for (var i = 0u; i < 16u; i++) {
    put_forward(row, unit + i / 2u, place + i % 2u * 4u, block[i]);
  }
}

@compute @workgroup_size(SIZE_X)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let places = in_places();
  let of_line = block_of(line(id, groups), s.in_channels, places);
  let place = of_line.x;
  let channel = of_line.y;
  let row = of_line.z;
  if (row >= s.rows) { return; }
  let kernels = vec4u(s.weights) + four_of(channel, s.in_channels) * s.side * s.side;
  let more = vec4u(s.weights) + four_of(channel + 4u, s.in_channels) * s.side * s.side;
  let left = met_by(four_of(place, places));
  let right = met_by(four_of(place + 4u, places));
  //: insert begin
  for (var i = 0u; i < s.side; i++) {
    for (var j = 0u; j < s.side; j++) {
      let ij = strided(vec4u(i, j, 0u, 0u));
      let here = over(left, ij.x, ij.y);
      let beside = over(right, ij.x, ij.y);
      for (var unit = 0u; unit < s.out_channels; unit++) {
        let k = unit * s.ld_weights + i * s.side + j;
        let image = s.to_at + row * s.ld_to + unit * out_places();
        let x = delta_at(image, here);
        let y = delta_at(image, beside);
        //: insert multiply
      }
    }
  }
  //: insert results
  for (var i = 0u; i < 16u; i++) {
    put_backward(row, channel + i / 2u, place + i % 2u * 4u, block[i]);
  }
}

// A part is some of the examples: eight units at eight places of the kernel, summed
// over the places of the output.
@compute @workgroup_size(SIZE_X)
fn gradient(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let of_line = block_of(line(id, groups), s.out_channels, fan_in());
  let first = of_line.x;
  let unit = of_line.y;
  let split = of_line.z;
  if (split >= s.splits) { return; }
  let left = taps(four_of(first, fan_in()));
  let right = taps(four_of(first + 4u, fan_in()));
  let here = left.channel * in_places();
  let beside = right.channel * in_places();
  let places = out_places();
  let units = four_of(unit, s.out_channels) * places;
  let more = four_of(unit + 4u, s.out_channels) * places;
  //: insert begin
  var b = vec4f(0.0);
  var b_beside = vec4f(0.0);
  for (var row = split; row < s.rows; row += s.splits) {
    let image = vec4u(s.from_at + row * s.ld_from);
    for (var p = 0u; p < places; p++) {
      let x = patch_at(image + here, left, p / s.out_width, p % s.out_width);
      let y = patch_at(image + beside, right, p / s.out_width, p % s.out_width);
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
  //: insert results
  for (var i = 0u; i < 16u; i++) {
    put_gradient(split, unit + i / 2u, first + i % 2u * 4u, block[i]);
  }
  if (first > 0u) { return; }
  put_bias(split, unit, b);
  put_bias(split, unit + 4u, b_beside);
}
