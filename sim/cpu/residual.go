package cpu

// residual is y = x + scale·branch(x).
type residual struct {
	branch  sequence
	scale   float32
	y       []float32
	dBranch []float32 // ∂C/∂branch(x)
	dx      []float32
}

func newResidual(branch sequence, scale float64, size, batch int) *residual {
	n := size * batch
	return &residual{branch, float32(scale), make([]float32, n), make([]float32, n), make([]float32, n)}
}

func (r *residual) forward(x []float32, p pass) []float32 {
	y, f := r.y[:len(x)], r.branch.forward(x, p)
	p.addScaled(y, x, f[:len(x)], r.scale)
	return y
}

func (r *residual) backward(dy []float32, p pass) []float32 {
	d, dx := r.dBranch[:len(dy)], r.dx[:len(dy)]
	p.scaled(d, dy, r.scale)
	db := r.branch.backward(d, p)
	if db == nil { // nothing in front is trained
		return nil
	}
	p.addScaled(dx, dy, db[:len(dy)], 1)
	return dx
}
