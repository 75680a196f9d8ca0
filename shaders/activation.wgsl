// The activations of nn.Functions. NAME_both(u) is vec2f(φ(u), φ′(u)) of the row
// with that name. activation.go appends what picks one by its code: phi(kind, u,
// slope) is φ(u), slope_of(kind, u, slope) is φ′(u), and slope_is_zero(kind, u,
// slope) says whether φ′(u) is zero by definition. Where a kernel passes a constant
// kind, the compiler folds the switch away.
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

fn sigmoid_both(u: f32) -> vec2f {
  let e = exp(-abs(u));
  return vec2f(sigmoid(u), e / ((1.0 + e) * (1.0 + e)));
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

fn tanh_both(u: f32) -> vec2f {
  let e = exp(-2.0 * abs(u));
  return vec2f(tanh_of(u), 4.0 * e / ((1.0 + e) * (1.0 + e)));
}

// select(…, u <= 0) and not max(u, 0): max may turn NaN into 0, and a network
// that has diverged must look it.
fn relu_both(u: f32) -> vec2f { return vec2f(select(u, 0.0, u <= 0.0), select(1.0, 0.0, u <= 0.0)); }

fn leaky_both(u: f32, slope: f32) -> vec2f { return vec2f(select(u, slope * u, u <= 0.0), select(1.0, slope, u <= 0.0)); }

// eᵘ − 1 for u ≤ 0.
fn expm1(u: f32) -> f32 {
  if (u > -0.25) {
    return u * (1.0 + u / 2.0 * (1.0 + u / 3.0 * (1.0 + u / 4.0 * (1.0 + u / 5.0 * (1.0 + u / 6.0)))));
  }
  return exp(u) - 1.0;
}

fn elu_both(u: f32) -> vec2f {
  return vec2f(select(u, expm1(min(u, 0.0)), u <= 0.0), select(1.0, exp(min(u, 0.0)), u <= 0.0));
}

fn selu_both(u: f32) -> vec2f {
  return SELU_LAMBDA * vec2f(
    select(u, SELU_ALPHA * expm1(min(u, 0.0)), u <= 0.0),
    select(1.0, SELU_ALPHA * exp(min(u, 0.0)), u <= 0.0));
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

fn gelu_both(u: f32) -> vec2f {
  let cdf = normal_cdf(u);
  return vec2f(u * cdf, cdf + u * exp(-0.5 * u * u) * 0.39894228);
}

fn silu_both(u: f32) -> vec2f { return vec2f(u * sigmoid(u), sigmoid(u) * (1.0 + u * sigmoid(-u))); }

// tanh(softplus(u)) is part/whole and its derivative 4·rise·(1+e)/whole².
fn mish_both(u: f32) -> vec2f {
  let e = exp(-abs(u));
  let part = select(1.0 + 2.0 * e, e * (e + 2.0), u < 0.0);
  let rise = select(e * e, e, u < 0.0);
  let whole = part + select(2.0 * e * e, 2.0, u < 0.0);
  return vec2f(u * (part / whole), part / whole + u * (4.0 * rise * (1.0 + e) / (whole * whole)));
}

fn softplus_both(u: f32) -> vec2f {
  return vec2f(select(u, 0.0, u <= 0.0) + log1p(exp(-abs(u))), sigmoid(u));
}

// Chips divide by the inverse, which is 0 for numbers near float32's end.
fn softsign_both(u: f32) -> vec2f {
  let d = 1.0 + abs(u);
  return vec2f(select(u / d, sign(u), abs(u) > 1e30), 1.0 / (d * d));
}

fn hardsigmoid_both(u: f32) -> vec2f {
  let line = select((u + 3.0) / 6.0, 1.0, u > 3.0);
  return vec2f(select(line, 0.0, u <= -3.0), select(0.16666667, 0.0, u <= -3.0 || u > 3.0));
}

fn linear_both(u: f32) -> vec2f { return vec2f(u, 1.0); }

fn phi4(kind: u32, u: vec4f, slope: f32) -> vec4f {
  return vec4f(phi(kind, u.x, slope), phi(kind, u.y, slope), phi(kind, u.z, slope), phi(kind, u.w, slope));
}

fn slope4(kind: u32, u: vec4f, slope: f32) -> vec4f {
  return vec4f(slope_of(kind, u.x, slope), slope_of(kind, u.y, slope), slope_of(kind, u.z, slope), slope_of(kind, u.w, slope));
}
