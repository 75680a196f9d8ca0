package nn

// Residual adds a branch to its input: out = x + scale·branch(x) (He et al.
// 2016; scaled by 1/√L it neither explodes nor vanishes with depth).
type Residual struct {
	Scale  float64
	Branch []*Node
}

// Forward implements Layer.
func (r *Residual) Forward(x []float64, p Pass) []float64 {
	return r.sum(x, forward(r.Branch, x, p))
}

// sum is x + scale·branch.
func (r *Residual) sum(x, branch []float64) []float64 {
	out := append([]float64(nil), x...)
	axpy(r.Scale, branch, out)
	return out
}

// Backward implements Layer: the gradient takes both ways, ∂C/∂x =
// ∂C/∂out + branchᵀ(scale·∂C/∂out).
func (r *Residual) Backward(dOut []float64, p Pass) []float64 {
	scaled := make([]float64, len(dOut))
	axpy(r.Scale, dOut, scaled)
	p.flush(scaled)
	dx := append([]float64(nil), dOut...)
	axpy(1, backward(r.Branch, scaled, p), dx)
	return dx
}
