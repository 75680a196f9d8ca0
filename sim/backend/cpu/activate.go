// Code generated from nn.Activations by generate; DO NOT EDIT.

package cpu

import "backflow/sim/backend/stats"

// activate computes a = φ(z) and d = φ'(z) of equally long slices, both at once
// because they share the costly part. At a kink d is that of the left side. The
// formulas are those of the row of nn.Activations by that name; a NaN in z comes
// out in a. The noise of a noisy one is in z already.
func activate[T stats.Real](name string, z, a, d []T, slope T) {
	switch name {
	case "linear":
		linear(z, a, d)
	case "sigmoid":
		sigmoid(z, a, d)
	case "tanh":
		tanh(z, a, d)
	case "relu", "noisy":
		relu(z, a, d)
	case "leaky":
		leaky(z, a, d, slope)
	case "elu":
		elu(z, a, d)
	case "selu":
		selu(z, a, d)
	case "gelu":
		gelu(z, a, d)
	case "silu":
		silu(z, a, d)
	case "mish":
		mish(z, a, d)
	case "softplus":
		softplus(z, a, d)
	case "softsign":
		softsign(z, a, d)
	case "hardsigmoid":
		hardsigmoid(z, a, d)
	default:
		panic("cpu: no activation " + name) // newNetwork knows none but the table's
	}
}
