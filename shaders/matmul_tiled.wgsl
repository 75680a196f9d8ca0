// The three matrix products of a dense layer for real GPUs: what is multiplied in
// tiles.wgsl. The names are those of matmul_blocked.wgsl, which does without barriers.

// Where four lines of a matrix that is read across start. Lines beyond the last
// repeat it: their results are not kept.
fn lines(start: u32, ld: u32, first: u32, bound: u32, me: u32) -> vec4u {
  let line = min(vec4u(first + across_line(me)) + vec4u(0u, 1u, 2u, 3u), vec4u(bound - 1u));
  return (vec4u(start + across_term(me)) + line * ld) / 4u;
}

// Whether a part has no such terms. Up to the next quad rows hold zeros.
fn beyond(k: u32, me: u32) -> bool { return k + across_term(me) >= s.k; }

// Where the quads of a matrix that is read along lie. Columns and terms beyond the
// last repeat it.
fn quads(start: u32, ld: u32, first: u32, k: u32, me: u32) -> vec4u {
  let term = min(along_terms(me) + vec4u(k), vec4u(s.k - 1u));
  return (vec4u(start + min(first + along_quad(me) * 4u, ld - 4u)) + term * ld) / 4u;
}

// Parts that are read along, with 0 for terms beyond the last.
fn along(p: mat4x4f, k: u32, me: u32) -> mat4x4f {
  let there = along_terms(me) + vec4u(k) < vec4u(s.k);
  let zero = vec4f(0.0);
  return mat4x4f(select(zero, p[0], there.x), select(zero, p[1], there.y), select(zero, p[2], there.z), select(zero, p[3], there.w));
}

// --- forward: both matrices across

fn x_across(at: vec4u, k: u32, me: u32) -> mat4x4f {
  if (beyond(k, me)) { return mat4x4f(); }
  let x = at + vec4u(k / 4u);
  return transpose(mat4x4f(acts[x.x], acts[x.y], acts[x.z], acts[x.w]));
}

fn w_across(at: vec4u, k: u32, me: u32) -> mat4x4f {
  if (beyond(k, me)) { return mat4x4f(); }
  let w = at + vec4u(k / 4u);
  return transpose(mat4x4f(params[w.x], params[w.y], params[w.z], params[w.w]));
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) me: u32) {
  //: insert begin
  let place = across_places(me);
  let x_at = lines(s.left, s.ld_left, group.y * SIDE, s.m, me);
  let w_at = lines(s.right, s.ld_right, group.x * SIDE, s.n, me);
  var x = x_across(x_at, 0u, me);
  var w = w_across(w_at, 0u, me);
  for (var k = 0u; k < s.k; k += DEPTH) {
    put_left(at, place, x);
    put_right(at, place, w);
    workgroupBarrier();
    x = x_across(x_at, k + DEPTH, me);
    w = w_across(w_at, k + DEPTH, me);
    //: insert multiply
    at = PART - at;
  }
  //: insert results
  for (var i = 0u; i < RESULTS; i++) {
    let to = place_of(group.xy, block, i);
    put_forward(to.y, to.x, sums[i]);
  }
}

// --- backward: δ across, W along

fn delta_across(at: vec4u, k: u32, me: u32) -> mat4x4f {
  if (beyond(k, me)) { return mat4x4f(); }
  let d = at + vec4u(k / 4u);
  return transpose(mat4x4f(delta[d.x], delta[d.y], delta[d.z], delta[d.w]));
}

fn w_along(group: vec2u, k: u32, me: u32) -> mat4x4f {
  let w = quads(s.right, s.ld_right, group.x * SIDE, k, me);
  return along(mat4x4f(params[w.x], params[w.y], params[w.z], params[w.w]), k, me);
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) me: u32) {
  //: insert begin
  let left_place = across_places(me);
  let right_place = along_places(me);
  let d_at = lines(s.left, s.ld_left, group.y * SIDE, s.m, me);
  var d = delta_across(d_at, 0u, me);
  var w = w_along(group.xy, 0u, me);
  for (var k = 0u; k < s.k; k += DEPTH) {
    put_left(at, left_place, d);
    put_right(at, right_place, w);
    workgroupBarrier();
    d = delta_across(d_at, k + DEPTH, me);
    w = w_along(group.xy, k + DEPTH, me);
    //: insert multiply
    at = PART - at;
  }
  //: insert results
  for (var i = 0u; i < RESULTS; i++) {
    let to = place_of(group.xy, block, i);
    put_backward(to.y, to.x, sums[i]);
  }
}

// --- the gradient: both along

fn delta_along(group: vec2u, k: u32, me: u32) -> mat4x4f {
  let d = quads(s.left, s.ld_left, group.y * SIDE, k, me);
  return along(mat4x4f(delta_in[d.x], delta_in[d.y], delta_in[d.z], delta_in[d.w]), k, me);
}

fn x_along(group: vec2u, k: u32, me: u32) -> mat4x4f {
  let x = quads(s.right, s.ld_right, group.x * SIDE, k, me);
  return along(mat4x4f(acts_in[x.x], acts_in[x.y], acts_in[x.z], acts_in[x.w]), k, me);
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) me: u32) {
  //: insert begin
  let place = along_places(me);
  let sums_bias = group.x == 0u && me < QUADS; // of the rows 4·me …
  var bias = vec4f(0.0);
  var d = delta_along(group.xy, 0u, me);
  var x = x_along(group.xy, 0u, me);
  for (var k = 0u; k < s.k; k += DEPTH) {
    put_left(at, place, d);
    put_right(at, place, x);
    workgroupBarrier();
    d = delta_along(group.xy, k + DEPTH, me);
    x = x_along(group.xy, k + DEPTH, me);
    //: insert multiply
    if (sums_bias) { bias += sum_of(at, me); }
    at = PART - at;
  }
  //: insert results
  for (var i = 0u; i < RESULTS; i++) {
    let to = place_of(group.xy, block, i);
    put_gradient(to.y, to.x, sums[i]);
  }
  let row = group.y * SIDE + me * 4u;
  if (sums_bias && row < s.m) { grads[(s.bias + row) / 4u] = bias; } // the gap in δ is 0, and so is the bias's
}
