// Pooling over windows of size × size side by side, channel by channel. Rows
// and columns at the right and bottom that fill no window are left out.

struct Pool {
  rows: u32, // examples
  size: u32, // side of a window
  channels: u32,
  in_height: u32,
  in_width: u32,
  out_height: u32,
  out_width: u32,
  from_at: u32,
  ld_from: u32,
  to_at: u32,
  ld_to: u32,
  largest: u32, // 1 for the maximum, 0 for the mean
  slope: f32, // of the activation ACT below
}

@group(0) @binding(0) var<uniform> s: Pool;
@group(0) @binding(1) var<storage, read_write> acts: array<f32>;
@group(0) @binding(2) var<storage, read_write> pre: array<f32>;
@group(0) @binding(3) var<storage, read_write> delta: array<f32>;
@group(0) @binding(4) var<storage, read> acts_in: array<f32>;
@group(0) @binding(5) var<storage, read> pre_in: array<f32>;

fn line(id: vec3u, groups: vec3u) -> u32 { return id.y * groups.x * SIZE_X + id.x; }

// The first largest value of a window, or the mean of its values.
@compute @workgroup_size(SIZE_X)
fn pool(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = line(id, groups);
  let row = i / s.ld_to;
  let column = i % s.ld_to;
  if (row >= s.rows) { return; }
  let to = s.to_at + i;
  let x = column % s.out_width;
  let y = column / s.out_width % s.out_height;
  let channel = column / (s.out_width * s.out_height);
  if (channel >= s.channels) {
    pre[to] = 0.0;
    acts[to] = 0.0;
    return;
  }
  let corner = s.from_at + row * s.ld_from + (channel * s.in_height + y * s.size) * s.in_width + x * s.size;
  var best = acts[corner];
  var sum = 0.0;
  for (var dy = 0u; dy < s.size; dy++) {
    for (var dx = 0u; dx < s.size; dx++) {
      let v = acts[corner + dy * s.in_width + dx];
      sum += v;
      if (v > best) { best = v; }
    }
  }
  let z = select(sum / f32(s.size * s.size), best, s.largest == 1u);
  pre[to] = flushed(z);
  acts[to] = flushed(z);
}

// Whether the value at a place of a window is the first largest of it.
fn wins(corner: u32, place: u32) -> bool {
  let v = acts_in[corner + place / s.size * s.in_width + place % s.size];
  for (var i = 0u; i < s.size * s.size; i++) {
    let other = acts_in[corner + i / s.size * s.in_width + i % s.size];
    if (other > v || (other == v && i < place)) { return false; }
  }
  return true;
}

fn share(corner: u32, place: u32) -> f32 {
  if (s.largest == 1u) { return select(0.0, 1.0, wins(corner, place)); }
  return 1.0 / f32(s.size * s.size);
}

// δ of the layer below: what a window passes back goes to the value that it
// came from, or to all of its values.
@compute @workgroup_size(SIZE_X)
fn unpool(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = line(id, groups);
  let row = i / s.ld_from;
  let column = i % s.ld_from;
  if (row >= s.rows) { return; }
  let x = column % s.in_width;
  let y = column / s.in_width % s.in_height;
  let channel = column / (s.in_width * s.in_height);
  let at = s.from_at + i;
  let wx = x / s.size;
  let wy = y / s.size;
  if (channel >= s.channels || wx >= s.out_width || wy >= s.out_height) {
    delta[at] = 0.0;
    return;
  }
  let corner = s.from_at + row * s.ld_from + (channel * s.in_height + wy * s.size) * s.in_width + wx * s.size;
  let d = delta[s.to_at + row * s.ld_to + (channel * s.out_height + wy) * s.out_width + wx];
  let through = d * share(corner, (y % s.size) * s.size + x % s.size);
  delta[at] = flushed(through * flushed(slope_of(ACT, pre_in[at], s.slope)));
}
