// Where the numbers of an observed layer are, and what it is.
struct Layer {
  units: u32,
  fan_in: u32,
  at: u32, // of z, a and δ
  ld: u32,
  weights: u32, // of W and ∂C/∂W
  ld_weights: u32,
  act: u32,
  unit: u32, // first record of its units
  slope: f32,
  saturation: f32, // |φ′| below this is saturated
  pixels: u32, // values of a unit in one example: a channel's, else 1
  width: u32, // of a channel's image
  pool: u32, // side of the max pooling windows that read a, 0 without
  kernel: u32, // weights of a unit for one channel of its input
  parts: u32, // invocations that share a unit's values
  part: u32, // first record of their sums
}

// Places of a matrix, row and column, by their number.
fn place_of(number: u32, columns: u32) -> vec2u { return vec2u(number / columns, number % columns); }

// The place a number of places on, which is that of place_of; for loops, where a
// division in every round would cost more than what is done there.
fn further(at: vec2u, by: vec2u, columns: u32) -> vec2u {
  let column = at.y + by.y;
  let over = column >= columns;
  return vec2u(at.x + by.x + select(0u, 1u, over), column - select(0u, columns, over));
}
