package cpu

import (
	"backflow/sim/backend/stats"
)

// dense is z = x·Wᵀ + b.
type dense[T stats.Real] struct {
	in, out int
	w, b    *tensor[T]
	wt      []T // room for Wᵀ in the scratch, see multiplyTransposeAdd
	x, z    []T
	dy, dx  []T // dx is nil where nobody asks for ∂C/∂x
}

func newDense[T stats.Real](in, out, batch int, w, b *tensor[T], wantDX bool, s *scratch[T]) *dense[T] {
	d := &dense[T]{in: in, out: out, w: w, b: b, z: make([]T, batch*out)}
	d.wt = s.transposed.of(transposeValues[T](batch, in, out))
	if wantDX {
		d.dx = make([]T, batch*in)
	}
	return d
}

func (d *dense[T]) forward(x []T, p pass[T]) []T {
	d.x, d.z = x, d.z[:p.n*d.out]
	p.fillRows(d.z, d.b.w, p.n)
	p.multiplyTransposeAdd(d.z, x, d.w.w, d.wt, p.n, d.in, d.out)
	return d.z
}

func (d *dense[T]) backward(dy []T, p pass[T]) []T {
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

func (d *dense[T]) output() (z, delta []T) { return d.z, d.dy }
func (d *dense[T]) size() int              { return d.out }
