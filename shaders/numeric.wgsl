// What WGSL lacks: a test for NaN and infinity, and sums of squares that
// neither underflow nor overflow.

// WGSL lets a compiler assume that no NaN and no infinity exists, so that
// x != x may be folded to false; the bits cannot be argued with.
fn finite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}

const SMALLEST_NORMAL: f32 = 1.1754944e-38;

const SMALL: f32 = 8.881784e-16; // 2⁻⁵⁰
const LARGE: f32 = 1.1258999e15; // 2⁵⁰
const UP: f32 = 7.5557864e22; // 2⁷⁶
const DOWN: f32 = 1.3234890e-23; // 2⁻⁷⁶

// x² in one of three accumulators: of x·2⁷⁶ where |x| < 2⁻⁵⁰, of x itself, or
// of x·2⁻⁷⁶ where |x| ≥ 2⁵⁰ (Blue 1978, "A portable Fortran program to find the
// Euclidean norm of a vector"). Gradients of 1e-30 are what this program is
// about; their squares are far below float32. The three sums stay apart until
// the CPU joins them in float64.
fn squares(x: f32) -> vec3f {
  let size = abs(x);
  let up = select(0.0, x * UP, size < SMALL);
  let down = select(x * DOWN, 0.0, size < LARGE); // NaN comes here
  let as_is = select(0.0, x, (size >= SMALL) & (size < LARGE));
  return vec3f(up * up, as_is * as_is, down * down);
}

// The sum of the squares of four numbers.
fn squares4(v: vec4f) -> vec3f {
  let size = abs(v);
  let up = select(vec4f(0.0), v * UP, size < vec4f(SMALL));
  let down = select(v * DOWN, vec4f(0.0), size < vec4f(LARGE)); // NaN comes here
  let as_is = select(vec4f(0.0), select(vec4f(0.0), v, size < vec4f(LARGE)), size >= vec4f(SMALL));
  return vec3f(dot(up, up), dot(as_is, as_is), dot(down, down));
}

// The root of what squares() has added up.
fn root(sums: vec3f) -> f32 {
  if (sums.z > 0.0) {
    return sqrt(sums.z) * UP;
  }
  if (sums.y > 1e-24) { // what else there is lies below its last digit
    return sqrt(sums.y);
  }
  return sqrt(sums.x + sums.y * UP * UP) * DOWN;
}
