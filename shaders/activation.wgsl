// The activations: phi(kind, u, slope) is φ(u) and slope_of(kind, u, slope) is
// φ′(u). The kinds are constants that shaders.go writes in front, one for each
// name of nn.Activations; where a kernel passes a constant kind, the compiler
// folds the switch away.
//
// float32 has neither the range nor the digits of the reference's float64:
// exp is only ever taken of numbers that are not positive, so that nothing
// overflows, and differences of nearly equal numbers are replaced by series.

const SELU_ALPHA: f32 = 1.6732632423543772;
const SELU_LAMBDA: f32 = 1.0507009873554805;

fn sigmoid(u: f32) -> f32 {
  let e = exp(-abs(u));
  return select(e, 1.0, u >= 0.0) / (1.0 + e);
}

fn sigmoid_slope(u: f32) -> f32 {
  let e = exp(-abs(u));
  return e / ((1.0 + e) * (1.0 + e));
}

// 1 − e⁻²ᵘ cancels near 0, so that a Taylor series takes over there; its first
// term left out is under 1e-8 of the value.
fn tanh_of(u: f32) -> f32 {
  if (abs(u) < 0.25) {
    let s = u * u;
    return u * (1.0 + s * (-0.33333333 + s * (0.13333333 + s * (-0.053968254 + s * 0.021869489))));
  }
  let e = exp(-2.0 * abs(u));
  let t = (1.0 - e) / (1.0 + e);
  return select(t, -t, u < 0.0);
}

fn tanh_slope(u: f32) -> f32 {
  let e = exp(-2.0 * abs(u));
  return 4.0 * e / ((1.0 + e) * (1.0 + e));
}

// eᵘ − 1 for u ≤ 0.
fn expm1(u: f32) -> f32 {
  if (u > -0.25) {
    return u * (1.0 + u / 2.0 * (1.0 + u / 3.0 * (1.0 + u / 4.0 * (1.0 + u / 5.0 * (1.0 + u / 6.0)))));
  }
  return exp(u) - 1.0;
}

// log(1 + x) for 0 ≤ x ≤ 1.
fn log1p(x: f32) -> f32 {
  if (x < 0.01) {
    return x * (1.0 - x * (0.5 - x * (0.33333333 - x * 0.25)));
  }
  return log(1.0 + x);
}

// The complement of the error function for x ≥ 0, to 1.2e-7 of its value: the
// Chebyshev fit of Press et al., Numerical Recipes, "erfcc".
fn erfc(x: f32) -> f32 {
  let t = 1.0 / (1.0 + 0.5 * x);
  let p = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
    + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  return t * exp(p - x * x);
}

// The standard normal distribution's Φ.
fn normal_cdf(u: f32) -> f32 {
  let half = 0.5 * erfc(abs(u) * 0.70710678);
  return select(half, 1.0 - half, u >= 0.0);
}

fn gelu_slope(u: f32) -> f32 {
  return normal_cdf(u) + u * exp(-0.5 * u * u) * 0.39894228;
}

// Chips divide by the inverse, which is 0 for numbers near float32's end.
fn softsign(u: f32) -> f32 { return select(u / (1.0 + abs(u)), sign(u), abs(u) > 1e30); }

fn phi(kind: u32, u: f32, slope: f32) -> f32 {
  switch kind {
    case SIGMOID: { return sigmoid(u); }
    case TANH: { return tanh_of(u); }
    // select(…, u <= 0) and not max(u, 0): max may turn NaN into 0, and a
    // network that has diverged must look it.
    case RELU: { return select(u, 0.0, u <= 0.0); }
    case LEAKY: { return select(u, slope * u, u <= 0.0); }
    case ELU: { return select(u, expm1(min(u, 0.0)), u <= 0.0); }
    case SELU: { return SELU_LAMBDA * select(u, SELU_ALPHA * expm1(min(u, 0.0)), u <= 0.0); }
    case GELU: { return u * normal_cdf(u); }
    case SILU: { return u * sigmoid(u); }
    case SOFTPLUS: { return select(u, 0.0, u <= 0.0) + log1p(exp(-abs(u))); }
    case SOFTSIGN: { return softsign(u); }
    default: {}
  }
  return u;
}

fn slope_of(kind: u32, u: f32, slope: f32) -> f32 {
  switch kind {
    case SIGMOID: { return sigmoid_slope(u); }
    case TANH: { return tanh_slope(u); }
    case RELU: { return select(1.0, 0.0, u <= 0.0); }
    case LEAKY: { return select(1.0, slope, u <= 0.0); }
    case ELU: { return select(1.0, exp(min(u, 0.0)), u <= 0.0); }
    case SELU: { return SELU_LAMBDA * select(1.0, SELU_ALPHA * exp(min(u, 0.0)), u <= 0.0); }
    case GELU: { return gelu_slope(u); }
    case SILU: { return sigmoid(u) * (1.0 + u * sigmoid(-u)); }
    case SOFTPLUS: { return sigmoid(u); }
    case SOFTSIGN: { let d = 1.0 + abs(u); return 1.0 / (d * d); }
    default: {}
  }
  return 1.0;
}

// Whether φ′(u) is zero by definition, and not for want of float32's range.
// The bounds are where the reference's float64 gives up as well.
fn slope_is_zero(kind: u32, u: f32, slope: f32) -> bool {
  switch kind {
    case RELU: { return u <= 0.0; }
    case LEAKY: { return u <= 0.0 && slope == 0.0; }
    case SIGMOID: { return abs(u) > 745.0; }
    case TANH: { return abs(u) > 372.0; }
    case ELU, SELU, SOFTPLUS, SILU: { return u < -745.0; }
    case GELU: { return u < -38.5; }
    default: {}
  }
  return false;
}

fn phi4(kind: u32, u: vec4f, slope: f32) -> vec4f {
  return vec4f(phi(kind, u.x, slope), phi(kind, u.y, slope), phi(kind, u.z, slope), phi(kind, u.w, slope));
}

fn slope4(kind: u32, u: vec4f, slope: f32) -> vec4f {
  return vec4f(slope_of(kind, u.x, slope), slope_of(kind, u.y, slope), slope_of(kind, u.z, slope), slope_of(kind, u.w, slope));
}
