package cpu

// dense is z = x·Wᵀ + b.
type dense struct {
	in, out int
	w, b    *tensor
	// wt is a transposed copy of w, for products that go to blas32; nil in a
	// layer too small for that.
	wt    []float32
	x, z  []float32
	dy    []float32
	dx    []float32 // nil where nobody asks for ∂C/∂x
	large bool
}

func newDense(in, out, batch int, w, b *tensor, wantDX bool) *dense {
	d := &dense{in: in, out: out, w: w, b: b, z: make([]float32, batch*out), large: batch*in*out >= blasFrom}
	if d.large {
		d.wt = make([]float32, in*out)
	}
	if wantDX {
		d.dx = make([]float32, batch*in)
	}
	return d
}

// refresh follows a change of the weights.
func (d *dense) refresh() {
	if d.large {
		transpose(d.wt, d.w.w, d.out, d.in)
	}
}

func (d *dense) forward(x []float32, p pass) []float32 {
	d.x, d.z = x, d.z[:p.n*d.out]
	if !d.large {
		affine(d.z, x, d.w.w, d.b.w, p.n, d.in, d.out)
		return d.z
	}
	for i := range p.n {
		copy(d.z[i*d.out:][:d.out], d.b.w)
	}
	multiplyAdd(d.z, x, d.wt, p.n, d.in, d.out)
	return d.z
}

func (d *dense) backward(dy []float32, p pass) []float32 {
	d.dy = dy
	clear(d.w.g)
	clear(d.b.g)
	transposeMultiplyAdd(d.w.g, dy, d.x, d.out, p.n, d.in)
	columnSums(d.b.g, dy, p.n)
	if d.dx == nil {
		return nil
	}
	dx := d.dx[:p.n*d.in]
	clear(dx)
	multiplyAdd(dx, dy, d.w.w, p.n, d.out, d.in)
	return dx
}

func (d *dense) output() (z, delta []float32) { return d.z, d.dy }
