package cpu

// dense is z = x·Wᵀ + b.
type dense struct {
	in, out int
	w, b    *tensor
	wt      []float32 // room for Wᵀ, see multiplyTransposeAdd
	x, z    []float32
	dy, dx  []float32 // dx is nil where nobody asks for ∂C/∂x
}

func newDense(in, out, batch int, w, b *tensor, wantDX bool) *dense {
	d := &dense{in: in, out: out, w: w, b: b, wt: transposeRoom(batch, in, out), z: make([]float32, batch*out)}
	if wantDX {
		d.dx = make([]float32, batch*in)
	}
	return d
}

func (d *dense) forward(x []float32, p pass) []float32 {
	d.x, d.z = x, d.z[:p.n*d.out]
	for i := range p.n {
		copy(example(d.z, i, d.out), d.b.w)
	}
	multiplyTransposeAdd(d.z, x, d.w.w, d.wt, p.n, d.in, d.out)
	return d.z
}

func (d *dense) backward(dy []float32, p pass) []float32 {
	d.dy = dy
	clear(d.w.g)
	transposeMultiplyAdd(d.w.g, dy, d.x, d.out, p.n, d.in)
	if !d.b.Inert {
		clear(d.b.g)
		columnSums(d.b.g, dy, p.n)
	}
	if d.dx == nil {
		return nil
	}
	dx := d.dx[:p.n*d.in]
	clear(dx)
	multiplyAdd(dx, dy, d.w.w, p.n, d.out, d.in)
	return dx
}

func (d *dense) output() (z, delta []float32) { return d.z, d.dy }
