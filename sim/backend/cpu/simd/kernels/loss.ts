// The losses, operation by operation those of sim/backend/cpu/loss.go. Each stores C,
// a float64, and writes ∂C/∂out into dOut unless that is 0.

import { both, exp, log, log1p } from "./elementary";
import { flushedOne } from "./flush";

// The codes of the instruction, in the order of sim/backend/cpu's table.
export const enum Loss { MSE, BCE, SoftmaxCE }

export function loss(kind: i32, out: usize, target: usize, dOut: usize, examples: i32, outputs: i32, result: usize): void {
  switch (kind) {
    case Loss.MSE: return store<f64>(result, mse(out, target, dOut, examples * outputs));
    case Loss.BCE: return store<f64>(result, bce(out, target, dOut, examples * outputs));
    default: return store<f64>(result, softmaxCE(out, target, dOut, examples, outputs));
  }
}

function mse(out: usize, target: usize, dOut: usize, n: i32): f64 {
  let sum: f64 = 0;
  const count = <f64>n;
  for (let i: usize = 0; i < <usize>n * 4; i += 4) {
    const d = <f64>load<f32>(out + i) - <f64>load<f32>(target + i);
    sum += d * d;
    if (dOut) store<f32>(dOut + i, flushedOne(<f32>(2 * d / count)));
  }
  return sum / count;
}

function bce(out: usize, target: usize, dOut: usize, n: i32): f64 {
  let sum: f64 = 0;
  const count = <f64>n;
  for (let i: usize = 0; i < <usize>n * 4; i += 4) {
    const u = <f64>load<f32>(out + i), y = <f64>load<f32>(target + i);
    const e = expOf(-abs(u));
    sum += (u > 0 ? 1 - y : -y) * u + f64x2.extract_lane(log1p(both(e)), 0);
    if (dOut) store<f32>(dOut + i, flushedOne(<f32>(((1 - y) * logistic(u, e) - y * logistic(-u, e)) / count)));
  }
  return sum / count;
}

function softmaxCE(out: usize, target: usize, dOut: usize, examples: i32, classes: i32): f64 {
  let sum: f64 = 0;
  const n = <f64>examples;
  const row = <usize>classes * 4;
  for (; examples > 0; examples--) {
    const right = <usize>load<f32>(target) * 4;
    const top = <f64>largest(out, row);
    let others: f64 = 0;
    for (let j: usize = 0; j < row; j += 4) {
      if (j != right) others += expOf(<f64>load<f32>(out + j) - top);
    }
    const margin = <f64>load<f32>(out + right) - top;
    const own = expOf(margin);
    const total = others + own;
    sum += logOnePlus(others + (own - 1)) - margin;
    if (dOut) {
      for (let j: usize = 0; j < row; j += 4) {
        store<f32>(dOut + j, flushedOne(<f32>(expOf(<f64>load<f32>(out + j) - top) / (total * n))));
      }
      store<f32>(dOut + right, flushedOne(<f32>(-others / (total * n))));
      dOut += row;
    }
    out += row;
    target += 4;
  }
  return sum / n;
}

function largest(x: usize, row: usize): f32 {
  let best = load<f32>(x);
  for (let j: usize = 4; j < row; j += 4) {
    const value = load<f32>(x + j);
    if (value > best) best = value;
  }
  return best;
}

function logOnePlus(x: f64): f64 { return x > 1 ? log(1 + x) : f64x2.extract_lane(log1p(both(x)), 0); }

function expOf(x: f64): f64 { return f64x2.extract_lane(exp(both(x)), 0); }

function logistic(u: f64, e: f64): f64 { return (u < 0 ? e : 1) / (1 + e); }
