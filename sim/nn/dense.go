package nn

// Dense is a fully connected layer, z = x·Wᵀ + b.
type Dense struct {
	In, Out int
	W, B    []float64 // (out, in), (out)
	DW, DB  []float64

	x []float64
}

// Forward implements Layer: zₙᵢ = bᵢ + Σⱼ Wᵢⱼ·xₙⱼ.
func (d *Dense) Forward(x []float64, p Pass) []float64 {
	d.x = x
	z := make([]float64, p.Batch*d.Out)
	for n := range p.Batch {
		p.rest()
		for i := range d.Out {
			z[n*d.Out+i] = d.B[i] + dot(row(d.W, i, d.In), row(x, n, d.In))
		}
	}
	return z
}

// Backward implements Layer: ∂C/∂Wᵢⱼ = Σₙ δₙᵢ·xₙⱼ, ∂C/∂bᵢ = Σₙ δₙᵢ and
// ∂C/∂xₙⱼ = Σᵢ δₙᵢ·Wᵢⱼ.
func (d *Dense) Backward(delta []float64, p Pass) []float64 {
	clear(d.DW)
	clear(d.DB)
	dx := make([]float64, len(d.x))
	for n := range p.Batch {
		p.rest()
		for i, dz := range row(delta, n, d.Out) {
			d.DB[i] += dz
			axpy(dz, row(d.x, n, d.In), row(d.DW, i, d.In))
			axpy(dz, row(d.W, i, d.In), row(dx, n, d.In))
		}
	}
	return dx
}
