// Package inspect explains one derivative. For a weight, a unit or a layer of a
// network it gives each factor of
//
//	∂E/∂w_ij = ∂E/∂y_j · φ′(z_j) · x_i,  z_j = Σ_i w_ij·x_i + b_j
//
// for the example on show, the minibatch's mean of it and what each example adds, the
// activation's curve with the unit's operating points on it, the product of the
// layers' factors from the loss to here, and what the simple formula leaves out: a
// kernel's sum over positions, a normalisation, a skip connection. Check computes the
// same derivative from losses alone, by central differences.
//
// All is float64 on the reference, sim/nn, without the flushing of small numbers that
// training does (nn.Flush): a 0 here is a true one, and what float32 holds as 0 can be told
// from it. The package knows the contract of sim/backend, and no session.
package inspect
