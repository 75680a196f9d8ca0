package cpu

import "backflow/sim/nn"

// kernels is what layers, losses and the optimiser compute with. loops carries
// a kernel out when it is called. A tape writes it down, to be carried out
// later and many times: so a layer must call the same kernels with the same
// slices in every pass of the same kind, and leave all else to do.
//
// Matrices are row-major and without gaps; y and sum are what is written.
type kernels interface {
	// do calls f in its turn.
	do(f func())

	// multiplyAdd is C += A·B, with A (m, k), B (k, n), C (m, n).
	multiplyAdd(c, a, b []float32, m, k, n int)
	// multiply is C = A·B.
	multiply(c, a, b []float32, m, k, n int)
	// multiplyTransposeAdd is C += A·Bᵀ, with B (n, k); room is transposeRoom's.
	multiplyTransposeAdd(c, a, b, room []float32, m, k, n int)
	// transposeMultiply is C = Aᵀ·B, with A (k, m).
	transposeMultiply(c, a, b []float32, m, k, n int)

	clear(y []float32)
	fillRows(y, row []float32, m int)       // every one of m rows is row
	fillColumns(y, column []float32, n int) // all n values of row i are column[i]
	sumColumns(sum, a []float32, m int)     // over the m rows of a, in float64

	clearWide(y []float64)
	addRowSums(sum []float64, a []float32, n int) // sum[i] += all n values of row i
	narrow(y []float32, x []float64)              // y = x, rounded

	// gather makes row i of y, of size values, row index[i] of x.
	gather(y, x []float32, index []uint32, size int)

	times(y, a, b []float32)                // y = a·b, value by value
	scaled(y, x []float32, s float32)       // y = s·x
	addScaled(y, x, f []float32, s float32) // y = x + s·f

	// activate is a = φ(z), d = φ'(z) of the activation of that name.
	activate(name string, z, a, d []float32, slope float32)
	// loss stores C of n examples in result[0], and ∂C/∂out in dOut unless nil.
	loss(name nn.Loss, out, target, dOut []float32, n int, result []float64)

	layPatches(c *conv, image []float32)
	addPatches(c *conv, image []float32)
	maxPool(m *maxPool, y, x []float32)
	spreadMax(m *maxPool, dx, dy []float32) // adds to dx
	averagePool(a *avgPool, y, x []float32)
	spreadAverage(a *avgPool, dx, dy []float32)

	// update takes a rule's step for one tensor: see plan.change.
	update(p *plan, t *tensor, m, v []float32)
	// addSquares adds the squares of g + decay·w to sum[0], in order.
	addSquares(sum []float64, g, w []float32, decay float32)
	// sumSquares makes sum[0] the sum of the squares of x, of which every
	// fourth is added up apart: (s₀+s₂) + (s₁+s₃).
	sumSquares(sum []float64, x []float32)
}

// loops carries kernels out at once, in this package's own loops and gonum's.
type loops struct{}

func (loops) do(f func()) { f() }

func (loops) multiplyAdd(c, a, b []float32, m, k, n int) { multiplyAdd(c, a, b, m, k, n) }

func (loops) multiply(c, a, b []float32, m, k, n int) {
	clear(c)
	multiplyAdd(c, a, b, m, k, n)
}

func (loops) multiplyTransposeAdd(c, a, b, room []float32, m, k, n int) {
	multiplyTransposeAdd(c, a, b, room, m, k, n)
}

func (loops) transposeMultiply(c, a, b []float32, m, k, n int) {
	clear(c)
	transposeMultiplyAdd(c, a, b, m, k, n)
}

func (loops) clear(y []float32) { clear(y) }

func (loops) fillRows(y, row []float32, m int) {
	for i := range m {
		copy(example(y, i, len(row)), row)
	}
}

func (loops) fillColumns(y, column []float32, n int) {
	for i, v := range column {
		fill(example(y, i, n), v)
	}
}

func (loops) sumColumns(sum, a []float32, m int) {
	clear(sum)
	columnSums(sum, a, m)
}

func (loops) clearWide(y []float64) { clear(y) }

func (loops) addRowSums(sum []float64, a []float32, n int) {
	for i, s := range sum {
		for _, v := range example(a, i, n) {
			s += float64(v)
		}
		sum[i] = s
	}
}

func (loops) narrow(y []float32, x []float64) {
	for i, v := range x {
		y[i] = float32(v)
	}
}

func (loops) gather(y, x []float32, index []uint32, size int) {
	for i, from := range index {
		copy(example(y, i, size), example(x, int(from), size))
	}
}

func (loops) times(y, a, b []float32) {
	a, b = a[:len(y)], b[:len(y)]
	for i, v := range a {
		y[i] = v * b[i]
	}
}

func (loops) scaled(y, x []float32, s float32) {
	for i, v := range x {
		y[i] = s * v
	}
}

func (loops) addScaled(y, x, f []float32, s float32) {
	x, f = x[:len(y)], f[:len(y)]
	for i, v := range x {
		y[i] = v + float32(s*f[i])
	}
}

func (loops) activate(name string, z, a, d []float32, slope float32) {
	activationOf(name)(z, a, d, slope)
}

func (loops) loss(name nn.Loss, out, target, dOut []float32, n int, result []float64) {
	result[0] = lossOf(name)(out, target, dOut, n)
}

func (loops) layPatches(c *conv, image []float32)        { c.layPatches(image) }
func (loops) addPatches(c *conv, image []float32)        { c.addPatches(image) }
func (loops) maxPool(m *maxPool, y, x []float32)         { m.pick(y, x) }
func (loops) spreadMax(m *maxPool, dx, dy []float32)     { m.spread(dx, dy) }
func (loops) averagePool(a *avgPool, y, x []float32)     { a.average(y, x) }
func (loops) spreadAverage(a *avgPool, dx, dy []float32) { a.spread(dx, dy) }

func (loops) update(p *plan, t *tensor, m, v []float32) {
	p.change(t, t.g, m, v)
	if p.Equalise {
		return
	}
	w := t.w[:len(t.g)]
	for i, d := range t.g {
		w[i] += d
	}
}

func (loops) addSquares(sum []float64, g, w []float32, decay float32) {
	s := sum[0]
	for i, v := range g {
		x := float64(v + float32(decay*w[i]))
		s += float64(x * x)
	}
	sum[0] = s
}

func (loops) sumSquares(sum []float64, x []float32) {
	var s [4]float64
	for i, v := range x {
		s[i%4] += float64(float64(v) * float64(v))
	}
	sum[0] = (s[0] + s[2]) + (s[1] + s[3])
}
