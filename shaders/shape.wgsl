// Where a kernel's matrices lie and how large they are. All numbers count
// floats. Rows start at multiples of a leading dimension (ld) that is a
// multiple of 4, and the numbers between a row's end and the next row are 0,
// so that rows can be read four at a time.
struct Shape {
  m: u32, // rows of the result
  n: u32, // columns of the result
  k: u32, // terms of each sum
  left: u32, // start of the left matrix
  ld_left: u32,
  right: u32,
  ld_right: u32,
  result: u32,
  ld_result: u32,
  bias: u32, // start of the bias vector
  slope: f32, // of the activation ACT
  factor: f32, // of a residual branch
  seed: u32, // of noise
  layer: u32, // of noise; see noise.wgsl
}

@group(0) @binding(0) var<uniform> s: Shape;

// Zero where a column is beyond the matrix, to keep the gap between rows 0.
fn inside(v: vec4f, column: u32) -> vec4f {
  let columns = vec4u(column, column + 1u, column + 2u, column + 3u);
  return select(vec4f(0.0), v, columns < vec4u(s.n));
}
