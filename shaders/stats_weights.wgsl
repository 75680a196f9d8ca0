// What stats.wgsl says about the weights of every layer: the first stage.

@group(0) @binding(2) var<storage, read> params: array<vec4f>;
@group(0) @binding(3) var<storage, read> grads: array<vec4f>;
@group(0) @binding(7) var<storage, read> rates: array<f32>;
@group(0) @binding(13) var<storage, read> moments: array<vec4f>; // first, then second
@group(0) @binding(14) var<storage, read> norm: array<vec3f>; // see update.wgsl
@group(0) @binding(15) var<storage, read> status: Status;

fn put3(at: u32, v: vec3f) {
  partials[at] = v.x;
  partials[at + 1u] = v.y;
  partials[at + 2u] = v.z;
}

// What the next step would add to four weights. All but the first three are the
// same for a layer.
fn change_of(at: u32, w: vec4f, g: vec4f, rate: f32, decay: f32, shrunk: f32, short: vec2f) -> vec4f {
  var decayed = g + decay * w;
  if (CLIP) { decayed *= shrunk; }
  var m = vec4f(0.0);
  var v = vec4f(0.0);
  if (OPT != SGD) { m = moments[at]; }
  if (OPT == ADAM) { v = moments[s.parameters / 4u + at]; }
  return change(decayed, m, v, rate, short).by;
}

// 1 for each weight that a change leaves as it is: stats.Lost. Bits are compared, since
// a compiler may take w + d = w for d = 0; only of −0 + 0 they differ.
fn lost_of(w: vec4f, d: vec4f) -> vec4f {
  return select(vec4f(0.0), vec4f(1.0), (d == vec4f(0.0)) | (bitcast<vec4<u32>>(w + d) == bitcast<vec4<u32>>(w)));
}

// Squares of W, of ∂C/∂W, and of what the next step would add to W, and how much of W
// it would leave as it is, the latter two but for EQUALISE: WEIGHT_FIELDS numbers from
// each of s.sums invocations a layer. The last is room for EQUALISE's factor.
@compute @workgroup_size(SIZE_X)
fn weights(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.sums) { return; }
  let l = layers[id.y];
  let rate = rates[RATE_FIRST + id.y];
  let decay = rates[RATE_DECAY];
  let shrunk = norm[0].x;
  let short = unbias(status.step + 1u);
  var w2 = vec3f(0.0);
  var g2 = vec3f(0.0);
  var u2 = vec3f(0.0);
  var lost = vec4f(0.0);
  let end = (l.weights + l.units * l.ld_weights) / 4u;
  for (var i = l.weights / 4u + id.x; i < end; i += s.sums) {
    let w = params[i];
    let g = grads[i];
    w2 += squares4(w);
    g2 += squares4(g);
    let d = change_of(i, w, g, rate, decay, shrunk, short);
    u2 += squares4(d);
    lost += lost_of(w, d);
  }
  let at = (id.y * s.sums + id.x) * WEIGHT_FIELDS;
  put3(at, w2);
  put3(at + 3u, g2);
  put3(at + 6u, u2);
  partials[at + 9u] = dot(lost, vec4f(1.0));
  partials[at + 10u] = 0.0;
}

// Under EQUALISE, how much of W the next step would leave as it is: the count of weights
// anew, with the layer's factor, which equal_factors has left in its first record.
@compute @workgroup_size(SIZE_X)
fn equalised_lost(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.sums) { return; }
  let l = layers[id.y];
  let rate = rates[RATE_FIRST + id.y];
  let decay = rates[RATE_DECAY];
  let shrunk = norm[0].x;
  let short = unbias(status.step + 1u);
  let factor = partials[id.y * s.sums * WEIGHT_FIELDS + 10u];
  var lost = vec4f(0.0);
  let end = (l.weights + l.units * l.ld_weights) / 4u;
  for (var i = l.weights / 4u + id.x; i < end; i += s.sums) {
    let w = params[i];
    lost += lost_of(w, factor * change_of(i, w, grads[i], rate, decay, shrunk, short));
  }
  partials[(id.y * s.sums + id.x) * WEIGHT_FIELDS + 9u] = dot(lost, vec4f(1.0));
}
