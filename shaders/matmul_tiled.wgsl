// The three matrix products of a dense layer with 16×16 tiles in workgroup
// memory: each number is read from the slow memory once for 16 results. For
// real GPUs. The same kernels without barriers are in matmul_blocked.wgsl,
// which says what each one computes; names and bindings are the same.

@group(0) @binding(0) var<uniform> s: Shape;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read_write> acts: array<f32>;
@group(0) @binding(3) var<storage, read_write> pre: array<f32>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;
@group(0) @binding(5) var<storage, read> pre_in: array<f32>;
@group(0) @binding(6) var<storage, read> delta_in: array<f32>;
@group(0) @binding(7) var<storage, read> acts_in: array<f32>;
@group(0) @binding(8) var<storage, read_write> grads: array<f32>;

const TILE: u32 = 16u;
const PITCH: u32 = 17u; // one more than TILE, so that columns use different banks

var<workgroup> left_tile: array<f32, 272>; // [row][k]
var<workgroup> right_tile: array<f32, 272>; // [k][column]

fn tile_sum(row: u32, column: u32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < TILE; i++) {
    sum += left_tile[row * PITCH + i] * right_tile[i * PITCH + column];
  }
  return sum;
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let row = group.y * TILE + local.y;
  let column = group.x * TILE + local.x;
  let w_row = group.x * TILE + local.y; // reads W along its rows: neighbours side by side
  var sum = 0.0;
  for (var k = 0u; k < s.k; k += TILE) {
    let i = k + local.x;
    var x = 0.0;
    var w = 0.0;
    if (row < s.m && i < s.k) { x = acts[s.left + row * s.ld_left + i]; }
    if (w_row < s.n && i < s.k) { w = params[s.right + w_row * s.ld_right + i]; }
    left_tile[local.y * PITCH + local.x] = x;
    right_tile[local.x * PITCH + local.y] = w;
    workgroupBarrier();
    sum += tile_sum(local.y, local.x);
    workgroupBarrier();
  }
  if (row >= s.m || column >= s.ld_result) { return; }
  let at = s.result + row * s.ld_result + column;
  if (column < s.n) {
    let z = sum + params[s.bias + column];
    pre[at] = z;
    acts[at] = phi(ACT, z, s.slope);
  } else {
    pre[at] = 0.0;
    acts[at] = 0.0;
  }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let row = group.y * TILE + local.y;
  let column = group.x * TILE + local.x;
  var sum = 0.0;
  for (var k = 0u; k < s.k; k += TILE) {
    let i = k + local.x;
    let j = k + local.y;
    var d = 0.0;
    var w = 0.0;
    if (row < s.m && i < s.k) { d = delta[s.left + row * s.ld_left + i]; }
    if (j < s.k && column < s.n) { w = params[s.right + j * s.ld_right + column]; }
    left_tile[local.y * PITCH + local.x] = d;
    right_tile[local.y * PITCH + local.x] = w;
    workgroupBarrier();
    sum += tile_sum(local.y, local.x);
    workgroupBarrier();
  }
  if (row >= s.m || column >= s.ld_result) { return; }
  let at = s.result + row * s.ld_result + column;
  if (column < s.n) {
    delta[at] = sum * slope_of(ACT, pre_in[at], s.slope);
  } else {
    delta[at] = 0.0;
  }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let row = group.y * TILE + local.y;
  let column = group.x * TILE + local.x;
  let d_column = group.y * TILE + local.x; // reads δ along its rows
  var sum = 0.0;
  for (var k = 0u; k < s.k; k += TILE) {
    let j = k + local.y;
    var d = 0.0;
    var x = 0.0;
    if (j < s.k && d_column < s.m) { d = delta_in[s.left + j * s.ld_left + d_column]; }
    if (j < s.k && column < s.n) { x = acts_in[s.right + j * s.ld_right + column]; }
    left_tile[local.x * PITCH + local.y] = d;
    right_tile[local.y * PITCH + local.x] = x;
    workgroupBarrier();
    sum += tile_sum(local.y, local.x);
    workgroupBarrier();
  }
  if (row < s.m && column < s.ld_result) {
    grads[s.result + row * s.ld_result + column] = select(0.0, sum, column < s.n);
  }
  // The first row of the first column of groups sums up δ's columns.
  if (group.x == 0u && local.y == 0u && d_column < s.m) {
    var b = 0.0;
    for (var k = 0u; k < s.k; k++) {
      b += delta_in[s.left + k * s.ld_left + d_column];
    }
    grads[s.bias + d_column] = b;
  }
}
