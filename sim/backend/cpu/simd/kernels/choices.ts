// Code generated from nn.Activations by generate; DO NOT EDIT.

import { linear, sigmoid, tanh, relu, leaky, elu, selu, gelu, silu, mish, softplus, softsign, hardsigmoid } from "./activation";
import { wide } from "./wide";

// The codes of the instruction.
export const enum Kind { linear, sigmoid, tanh, relu, leaky, elu, selu, gelu, silu, mish, softplus, softsign, hardsigmoid }

// activate is a = φ(z) and d = φ'(z).
export function activate(kind: i32, z: usize, a: usize, d: usize, n: i32, slope: f32): void {
  switch (kind) {
    case Kind.linear: return linear(z, a, d, n);
    case Kind.sigmoid: return wide(Kind.sigmoid, z, a, d, n);
    case Kind.tanh: return wide(Kind.tanh, z, a, d, n);
    case Kind.relu: return relu(z, a, d, n);
    case Kind.leaky: return leaky(z, a, d, n, slope);
    case Kind.elu: return wide(Kind.elu, z, a, d, n);
    case Kind.selu: return wide(Kind.selu, z, a, d, n);
    case Kind.gelu: return wide(Kind.gelu, z, a, d, n);
    case Kind.silu: return wide(Kind.silu, z, a, d, n);
    case Kind.mish: return wide(Kind.mish, z, a, d, n);
    case Kind.softplus: return wide(Kind.softplus, z, a, d, n);
    case Kind.softsign: return wide(Kind.softsign, z, a, d, n);
    case Kind.hardsigmoid: return hardsigmoid(z, a, d, n);
  }
}

// pair applies an activation to two float64.
// @ts-ignore: decorator
@inline
export function pair(kind: Kind, u: v128): v128 {
  if (kind == Kind.sigmoid) return sigmoid(u);
  if (kind == Kind.tanh) return tanh(u);
  if (kind == Kind.elu) return elu(u);
  if (kind == Kind.selu) return selu(u);
  if (kind == Kind.gelu) return gelu(u);
  if (kind == Kind.silu) return silu(u);
  if (kind == Kind.mish) return mish(u);
  if (kind == Kind.softplus) return softplus(u);
  if (kind == Kind.softsign) return softsign(u);
  return unreachable();
}
