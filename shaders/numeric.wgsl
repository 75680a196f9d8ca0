// What WGSL lacks: a test for NaN and infinity, and sums of squares that
// neither underflow nor overflow.

// WGSL lets a compiler assume that no NaN and no infinity exists, so that
// x != x may be folded to false; the bits cannot be argued with.
fn finite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}

const SMALLEST_NORMAL: f32 = 1.1754944e-38;

// x² in one of three accumulators: of x·2⁷⁶ where |x| < 2⁻⁵⁰, of x itself, or
// of x·2⁻⁷⁶ where |x| ≥ 2⁵⁰ (Blue 1978, "A portable Fortran program to find the
// Euclidean norm of a vector"). Gradients of 1e-30 are what this program is
// about; their squares are far below float32. The three sums stay apart until
// the CPU joins them in float64.
fn squares(x: f32) -> vec3f {
  let size = abs(x);
  if (size < 8.881784e-16) {
    let up = x * 7.5557864e22;
    return vec3f(up * up, 0.0, 0.0);
  }
  if (size < 1.1258999e15) {
    return vec3f(0.0, x * x, 0.0);
  }
  let down = x * 1.3234890e-23;
  return vec3f(0.0, 0.0, down * down);
}

// The root of what squares() has added up.
fn root(sums: vec3f) -> f32 {
  if (sums.z > 0.0) {
    return sqrt(sums.z) * 7.5557864e22;
  }
  if (sums.y > 1e-24) { // what else there is lies below its last digit
    return sqrt(sums.y);
  }
  return sqrt(sums.x + sums.y * 7.5557864e22 * 7.5557864e22) * 1.3234890e-23;
}
