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
  pad0: u32,
  pad1: u32,
}
