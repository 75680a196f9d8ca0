// Package theory predicts, without training anything, how signals and
// gradients grow or shrink from layer to layer: the mean-field theory of wide
// random networks.
//
// Weights have mean 0 and variance σ_w²/n (n the fan-in), biases σ_b². In a
// wide layer the pre-activations z are then Gaussian with a variance q that
// depends on the layer before only (Poole et al. 2016, eq. 3):
//
//	q' = σ_w²·E[φ(z)²] + σ_b²   with z ~ N(0, q)
//
// and the mean square of δ = ∂C/∂z shrinks from a layer to the one below it by
// (Schoenholz et al. 2017, eq. 9)
//
//	χ = σ_w²·E[φ'(z)²]
//
// so its RMS by √χ. Both hold for weights that are independent of the gradient
// and for widths that go to infinity; a network of width 16 and depth 30 can
// be ten times off.
//
// Weight scales are written as σ_w² = n·Var(W) throughout.
package theory
