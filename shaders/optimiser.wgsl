// The update rules, four parameters at a time: see optim.Rule for what each
// one is. OPT says which; the others are folded away.

const BETA: f32 = 0.9; // of momentum, of RMSProp and of Adam's first moment
const BETA2: f32 = 0.999;
const LOG_BETA: f32 = -0.10536051565782628;
const LOG_BETA2: f32 = -0.0010005003335835335;
const EPSILON: f32 = 1e-8;

// Places in the buffer of rates; behind them comes a rate for each layer.
const RATE_DECAY: u32 = 0u;
const RATE_CLIP: u32 = 1u;
const RATE_FIRST: u32 = 4u;

// A parameter's memory, and what a step adds to the parameter.
struct Change {
  by: vec4f,
  m: vec4f,
  v: vec4f,
}

// What Adam's two means of t steps must be divided by: 1 − βᵗ. The difference
// would lose its digits in float32.
fn unbias(t: u32) -> vec2f {
  if (OPT != ADAM) { return vec2f(1.0); }
  return vec2f(one_minus_exp(f32(t) * LOG_BETA), one_minus_exp(f32(t) * LOG_BETA2));
}

fn one_minus_exp(u: f32) -> f32 { return -expm1(u); }

// The change by a gradient g that decay and clipping have been applied to.
// short is unbias of the step's number, counted from 1.
fn change(g: vec4f, m: vec4f, v: vec4f, rate: f32, short: vec2f) -> Change {
  switch OPT {
    case MOMENTUM: {
      let next = flushed4(BETA * m + g);
      return Change(flushed4(-rate * next), next, v);
    }
    case NESTEROV: {
      let next = flushed4(BETA * m + g);
      return Change(flushed4(-rate * (g + BETA * next)), next, v);
    }
    case RMSPROP: {
      let next = flushed4(BETA * m + (1.0 - BETA) * g * g);
      return Change(flushed4(-rate * g) / (sqrt(next) + EPSILON), next, v);
    }
    case ADAM: {
      let mean = flushed4(BETA * m + (1.0 - BETA) * g);
      let square = flushed4(BETA2 * v + (1.0 - BETA2) * g * g);
      return Change(flushed4(-rate * (mean / short.x)) / (sqrt(square / short.y) + EPSILON), mean, square);
    }
    default: {}
  }
  return Change(flushed4(-rate * g), m, v);
}
