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
	p.fillRows(d.z, d.b.w, p.n)
	p.multiplyTransposeAdd(d.z, x, d.w.w, d.wt, p.n, d.in, d.out)
	return d.z
}

func (d *dense) backward(dy []float32, p pass) []float32 {
	d.dy = dy
	p.transposeMultiply(d.w.g, dy, d.x, d.out, p.n, d.in)
	if !d.b.Inert {
		p.sumColumns(d.b.g, dy, p.n)
	}
	if d.dx == nil {
		return nil
	}
	dx := d.dx[:p.n*d.in]
	p.multiply(dx, dy, d.w.w, p.n, d.out, d.in)
	return dx
}

func (d *dense) output() (z, delta []float32) { return d.z, d.dy }
