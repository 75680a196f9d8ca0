// Package nn is the readable reference: the mathematics of the networks in
// float64, written to be read beside a textbook and checked by central
// differences. It is slow on purpose. The fast backends (sim/backend/cpu, sim/backend/gpu) are
// held against it, number by number.
//
// Notation: x is a layer's input, z a pre-activation, a = φ(z) an activation,
// C the loss, δ = ∂C/∂z. Gradients carry the prefix d: dWeights is ∂C/∂W.
// Matrices are row-major; a batch of activations is (batch, units).
package nn
