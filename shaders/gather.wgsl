// Fills the input of the network: with the next minibatch, with a stretch of a
// data set, or with the points of a grid.

struct Gather {
  rows: u32,
  columns: u32, // features of an example
  ld: u32, // leading dimension of the set and of the network's input
  to: u32, // where the network's input lies
  n: u32, // examples in the set
  half: u32, // bits of half a permutation's domain
  seed: u32,
  first: u32, // first example of a stretch, first point of a grid
  side: u32, // points on a side of the grid
  extent: f32, // half-width of the square that the grid covers
  goals: u32, // targets of an example
}

@group(0) @binding(0) var<uniform> g: Gather;
@group(0) @binding(1) var<storage, read> set_x: array<vec4f>;
@group(0) @binding(2) var<storage, read> set_y: array<f32>;
@group(0) @binding(3) var<storage, read> status: Status;
@group(0) @binding(4) var<storage, read_write> acts: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> targets: array<f32>;
@group(0) @binding(6) var<storage, read_write> indices: array<u32>;

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn minibatch(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y;
  if (row >= g.rows || id.x * 4u >= g.ld) { return; }
  let p = status.place + row; // below 2³⁰ + 2¹⁰
  let example = example_at(Draw(g.n, g.half, g.seed), status.epoch + p / g.n, p % g.n);
  acts[(g.to + row * g.ld) / 4u + id.x] = set_x[example * (g.ld / 4u) + id.x];
  if (id.x == 0u) {
    for (var i = 0u; i < g.goals; i++) {
      targets[row * g.goals + i] = set_y[example * g.goals + i];
    }
    indices[row] = example;
  }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn stretch(@builtin(global_invocation_id) id: vec3u) {
  if (id.y >= g.rows || id.x * 4u >= g.ld) { return; }
  acts[(g.to + id.y * g.ld) / 4u + id.x] = set_x[(g.first + id.y) * (g.ld / 4u) + id.x];
}

// The i-th of side places from −extent to extent.
fn place_on_grid(i: u32) -> f32 {
  if (g.side < 2u) { return 0.0; }
  return g.extent * (2.0 * f32(i) / f32(g.side - 1u) - 1.0);
}

// Points row by row from the top left.
@compute @workgroup_size(SIZE_X, SIZE_Y)
fn grid(@builtin(global_invocation_id) id: vec3u) {
  if (id.y >= g.rows || id.x > 0u) { return; }
  let point = g.first + id.y;
  let x = place_on_grid(point % g.side);
  let y = -place_on_grid(point / g.side);
  acts[(g.to + id.y * g.ld) / 4u] = vec4f(x, y, 0.0, 0.0);
}
