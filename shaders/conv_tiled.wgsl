// The three products of a conv layer for real GPUs: what is multiplied in tiles.wgsl.
// Rows are channels. Columns of forward and backward are the places of all examples,
// those of an example filled up to a multiple of 4, so that four of them lie side by
// side in memory. The terms of a sum are a unit's weights, channel by channel.
//
// Neighbouring invocations read neighbouring places of one channel; which terms they
// read is worked out once and then moved on, since chips have no division.

// Column and row of a group's square, and which part of the sums it adds up. Groups
// come in one line, since WebGPU counts only so far in a direction.
fn square_of(id: vec3u, groups: vec3u, rows: u32, columns: u32) -> vec3u {
  let n = id.y * groups.x + id.x;
  let wide = (columns + SIDE - 1u) / SIDE;
  let high = (rows + SIDE - 1u) / SIDE;
  return vec3u(n % wide, n / wide % high, n / wide / high);
}

fn filled(places: u32) -> u32 { return (places + 3u) / 4u * 4u; }

// The same terms in the next part. A step is the taps of DEPTH.
fn onward(t: Taps, step: Taps) -> Taps {
  let one = vec4u(1u);
  let j = t.j + step.j;
  let over_j = j >= vec4u(s.side);
  let i = t.i + step.i + select(vec4u(0u), one, over_j);
  let over_i = i >= vec4u(s.side);
  let channel = t.channel + step.channel + select(vec4u(0u), one, over_i);
  return Taps(channel, select(i, i - s.side, over_i), select(j, j - s.side, over_j));
}

// --- forward: W across, x along

// Four terms of four units, 0 beyond the last.
fn w_across(units: vec4u, k: u32, me: u32) -> mat4x4f {
  let first = k + across_term(me);
  let term = four_of(first, fan_in());
  //: for i x in 0 x 1 y 2 z 3 w
  let at$i = units + term.$x;
  let w$i = select(vec4f(0.0), vec4f(params[at$i.x], params[at$i.y], params[at$i.z], params[at$i.w]), first + $iu < fan_in());
  //: end
  return mat4x4f(w0, w1, w2, w3);
}

// What four terms are multiplied by at four places of an example. Beyond the last
// term any finite values do.
fn x_along(image: u32, p: Places, t: Taps) -> mat4x4f {
  let plane = vec4u(image) + min(t.channel, vec4u(s.in_channels - 1u)) * in_places();
  //: for i x in 0 x 1 y 2 z 3 w
  let x$i = image_at(plane.$x, under(p, t.i.$x, t.j.$x));
  //: end
  return mat4x4f(x0, x1, x2, x3);
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) me: u32) {
  let columns = filled(out_places());
  let group = square_of(id, groups, s.out_channels, s.rows * columns);
  //: insert begin
  let left_place = across_places(me);
  let right_place = along_places(me);
  let units = vec4u(s.weights) + four_of(group.y * SIDE + across_line(me), s.out_channels) * s.ld_weights;
  let column = min(group.x * SIDE + along_quad(me) * 4u, s.rows * columns - 4u);
  let places = patches_of(vec4u(column % columns) + vec4u(0u, 1u, 2u, 3u));
  let image = s.from_at + column / columns * s.ld_from;
  let step = taps(vec4u(DEPTH));
  var t = taps(along_terms(me));
  var w = w_across(units, 0u, me);
  var x = x_along(image, places, t);
  for (var k = 0u; k < fan_in(); k += DEPTH) {
    put_left(at, left_place, w);
    put_right(at, right_place, x);
    workgroupBarrier();
    t = onward(t, step);
    w = w_across(units, k + DEPTH, me);
    x = x_along(image, places, t);
    //: insert multiply
    at = PART - at;
  }
  //: insert results
  for (var i = 0u; i < RESULTS; i++) {
    let to = place_of(group.xy, block, i);
    put_forward(to.x / columns, to.y, to.x % columns, sums[i]);
  }
}

// --- backward: both along. A term is a unit's weight for the channel, and δ there

fn w_along(channels: vec4u, t: Taps) -> mat4x4f {
  let term = min(t.channel, vec4u(s.out_channels - 1u)) * s.ld_weights + t.i * s.side + t.j;
  //: for i x in 0 x 1 y 2 z 3 w
  let at$i = channels + term.$x;
  let w$i = select(vec4f(0.0), vec4f(params[at$i.x], params[at$i.y], params[at$i.z], params[at$i.w]), t.channel.$x < s.out_channels);
  //: end
  return mat4x4f(w0, w1, w2, w3);
}

fn delta_along(image: u32, p: Places, t: Taps) -> mat4x4f {
  let plane = vec4u(image) + min(t.channel, vec4u(s.out_channels - 1u)) * out_places();
  let y = strided(t.i);
  let x = strided(t.j);
  //: for i x in 0 x 1 y 2 z 3 w
  let d$i = delta_at(plane.$x, over(p, y.$x, x.$x));
  //: end
  return mat4x4f(d0, d1, d2, d3);
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) me: u32) {
  let columns = filled(in_places());
  let group = square_of(id, groups, s.in_channels, s.rows * columns);
  //: insert begin
  let place = along_places(me);
  let channels = vec4u(s.weights) + four_of(group.y * SIDE + along_quad(me) * 4u, s.in_channels) * s.side * s.side;
  let column = min(group.x * SIDE + along_quad(me) * 4u, s.rows * columns - 4u);
  let places = met_by(vec4u(column % columns) + vec4u(0u, 1u, 2u, 3u));
  let image = s.to_at + column / columns * s.ld_to;
  let step = taps(vec4u(DEPTH));
  var t = taps(along_terms(me));
  var w = w_along(channels, t);
  var d = delta_along(image, places, t);
  for (var k = 0u; k < s.out_channels * s.side * s.side; k += DEPTH) {
    put_left(at, place, w);
    put_right(at, place, d);
    workgroupBarrier();
    t = onward(t, step);
    w = w_along(channels, t);
    d = delta_along(image, places, t);
    //: insert multiply
    at = PART - at;
  }
  //: insert results
  for (var i = 0u; i < RESULTS; i++) {
    let to = place_of(group.xy, block, i);
    put_backward(to.x / columns, to.y, to.x % columns, sums[i]);
  }
}

// --- the gradient: both across. Its terms are the places of all examples

// Four terms, which are of one example.
struct Terms {
  row: u32,
  place: vec4u,
  there: vec4<bool>, // and not what an example is filled up with
}

fn terms_from(k: u32) -> Terms {
  let row = k / filled(out_places());
  let place = vec4u(k % filled(out_places())) + vec4u(0u, 1u, 2u, 3u);
  let last = vec4u(out_places() - 1u);
  return Terms(min(row, s.rows - 1u), min(place, last), (place <= last) & vec4<bool>(row < s.rows));
}

fn delta_across(units: vec4u, t: Terms) -> mat4x4f {
  let term = vec4u(s.to_at + t.row * s.ld_to) + t.place;
  //: for i x in 0 x 1 y 2 z 3 w
  let at$i = units + term.$x;
  let d$i = select(vec4f(0.0), vec4f(delta_in[at$i.x], delta_in[at$i.y], delta_in[at$i.z], delta_in[at$i.w]), t.there.$x);
  //: end
  return mat4x4f(d0, d1, d2, d3);
}

fn x_across(inputs: Taps, t: Terms) -> mat4x4f {
  let planes = vec4u(s.from_at + t.row * s.ld_from) + inputs.channel * in_places();
  let y = t.place / s.out_width;
  let x = t.place % s.out_width;
  //: for i x in 0 x 1 y 2 z 3 w
  let x$i = patch_at(planes, inputs, y.$x, x.$x);
  //: end
  return mat4x4f(x0, x1, x2, x3);
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) me: u32) {
  let group = square_of(id, groups, s.out_channels, fan_in());
  if (group.z >= s.splits) { return; }
  //: insert begin
  let place = across_places(me);
  let units = four_of(group.y * SIDE + across_line(me), s.out_channels) * out_places();
  let inputs = taps(four_of(group.x * SIDE + across_line(me), fan_in()));
  let sums_bias = group.x == 0u && me < QUADS; // of the units 4·me …
  var bias = vec4f(0.0);
  let terms = s.rows * filled(out_places());
  let span = (terms + s.splits * DEPTH - 1u) / (s.splits * DEPTH) * DEPTH;
  let first = group.z * span;
  var t = terms_from(first + across_term(me));
  var d = delta_across(units, t);
  var x = x_across(inputs, t);
  for (var k = first; k < min(first + span, terms); k += DEPTH) {
    put_left(at, place, d);
    put_right(at, place, x);
    workgroupBarrier();
    t = terms_from(k + DEPTH + across_term(me));
    d = delta_across(units, t);
    x = x_across(inputs, t);
    //: insert multiply
    if (sums_bias) { bias += sum_of(at, me); }
    at = PART - at;
  }
  //: insert results
  for (var i = 0u; i < RESULTS; i++) {
    let to = place_of(group.xy, block, i);
    put_gradient(group.z, to.y, to.x, sums[i]);
  }
  if (sums_bias) { put_bias(group.z, group.y * SIDE + me * 4u, bias); }
}
