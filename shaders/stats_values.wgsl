// What stats.wgsl says about the values that a pass leaves of every layer: the first
// stage.

@group(0) @binding(4) var<storage, read> acts: array<f32>;
@group(0) @binding(5) var<storage, read> pre: array<f32>;
@group(0) @binding(6) var<storage, read> delta: array<f32>;

// Whether the value at a place of a unit's image is none that max pooling
// passes on, the first largest of a window.
fn loses(l: Layer, unit_at: u32, pixel: u32) -> bool {
  if (l.pool == 0u) { return false; }
  let height = l.pixels / l.width;
  let corner_x = pixel % l.width / l.pool * l.pool;
  let corner_y = pixel / l.width / l.pool * l.pool;
  if (corner_x + l.pool > l.width || corner_y + l.pool > height) { return true; }
  let v = acts[unit_at + pixel];
  for (var i = 0u; i < l.pool * l.pool; i++) {
    let other = (corner_y + i / l.pool) * l.width + corner_x + i % l.pool;
    let w = acts[unit_at + other];
    if (w > v || (w == v && other < pixel)) { return true; }
  }
  return false;
}

// How many values a unit has in one example.
fn pixels_of(l: Layer) -> u32 { return select(1u, l.pixels, IMAGES); }

fn shut_by_slope(kind: u32, z: f32, slope: f32) -> bool {
  return (kind != LINEAR) & slope_of_net_is_zero(kind, z, slope);
}

fn all_shut(l: Layer, example: u32) -> bool {
  let first = l.at + example * l.ld;
  let end = l.units * pixels_of(l);
  var shut = true;
  for (var i = 0u; shut & (i < end); i++) {
    shut = shut_by_slope(l.act, pre[first + i], l.slope);
    if (IMAGES) {
      let pixel = i % l.pixels;
      shut = shut || loses(l, first + i - pixel, pixel);
    }
  }
  return shut;
}

// For each layer and example, whether every factor φ′ is exactly zero.
@compute @workgroup_size(SIZE_X)
fn shut_examples(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.batch) { return; }
  nothing[row_of(id.y) + id.x] = select(0u, 1u, all_shut(layers[id.y], id.x));
}

// φ′ of a value.
fn derived(kind: u32, z: f32, slope: f32) -> f32 {
  return select(slope_of_net(kind, z, slope), 1.0, kind == LINEAR);
}

// Of a value with the slope φ′, 1 for each that holds: it is saturated, its δ is 0 for a
// reason, its δ has underflown, its z is not finite. none says that no gradient arrives
// from above.
fn flags(kind: u32, slope: f32, saturation: f32, z: f32, phi_slope: f32, d: f32, none: bool) -> vec4f {
  let saturated = (kind != LINEAR) & (abs(phi_slope) < saturation);
  let blocked = (d == 0.0) & (none | shut_by_slope(kind, z, slope));
  return select(vec4f(0.0), vec4f(1.0), vec4<bool>(saturated, blocked, !blocked & (abs(d) < SMALLEST_NORMAL), !finite(z)));
}

fn put_sums(record: u32, sum: f32, a2: vec3f, d2: vec3f, counts: vec4f, dead: bool, s2: vec3f) {
  let at = record * UNIT_FIELDS;
  units[at] = sum;
  for (var i = 0u; i < 3u; i++) {
    units[at + 1u + i] = a2[i];
    units[at + 4u + i] = d2[i];
    units[at + 12u + i] = s2[i];
  }
  for (var i = 0u; i < 4u; i++) {
    units[at + 7u + i] = counts[i];
  }
  units[at + 11u] = select(0.0, 1.0, dead);
}

// UNIT_FIELDS numbers from each of l.parts invocations a unit: the sum of a, squares
// of a and of δ, what flags counts, whether a is always 0, and squares of φ′. Neighbours
// take values that are neighbours: of one example's units, or of one unit's image.
//
// Software adapters go both ways at a branch and keep nothing from one
// round to the next, so that the loop has few of the one and little of the other.
@compute @workgroup_size(SIZE_X)
fn unit_sums(@builtin(global_invocation_id) id: vec3u) {
  let l = layers[id.y];
  if (id.x >= l.units * l.parts) { return; }
  let pixels = pixels_of(l);
  let unit = select(id.x % l.units, id.x / l.parts, pixels > 1u);
  let part = select(id.x / l.units, id.x % l.parts, pixels > 1u);
  let first = l.at + unit * pixels;
  let above = row_of(id.y);
  let batch = s.batch;
  let ld = l.ld;
  let stride = place_of(l.parts, pixels);
  var sum = 0.0;
  var a2 = vec3f(0.0);
  var d2 = vec3f(0.0);
  var s2 = vec3f(0.0);
  var counts = vec4f(0.0);
  var dead = true;
  for (var i = place_of(part, pixels); i.x < batch; i = further(i, stride, pixels)) {
    let unit_at = first + i.x * ld;
    let a = acts[unit_at + i.y];
    let d = delta[unit_at + i.y];
    var none = nothing[above + i.x] == 1u;
    if (IMAGES) { none = none || loses(l, unit_at, i.y); }
    sum += a;
    a2 += squares(a);
    d2 += squares(d);
    let z = pre[unit_at + i.y];
    let phi_slope = derived(l.act, z, l.slope);
    s2 += squares(phi_slope);
    counts += flags(l.act, l.slope, l.saturation, z, phi_slope, d, none);
    dead = dead & (a == 0.0);
  }
  put_sums(l.part + part * l.units + unit, sum, a2, d2, counts, dead, s2);
}
