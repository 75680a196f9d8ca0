package cpu

import (
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// kernels is what layers and losses compute with. loops carries a kernel out
// when it is called. A tape writes it down, to be carried out later and many
// times: so a layer must call the same kernels with the same slices in every
// pass of the same kind, and leave all else to do.
//
// Training is in float32. A trace runs the same layers and loops in float64, so
// that what it shows is right where float32 would lose the digits.
//
// Matrices are row-major and without gaps; y and sum are what is written.
type kernels[T stats.Real] interface {
	// do calls f in its turn.
	do(f func())

	// multiplyAdd is C += A·B, with A (m, k), B (k, n), C (m, n).
	multiplyAdd(c, a, b []T, m, k, n int)
	// multiply is C = A·B.
	multiply(c, a, b []T, m, k, n int)
	// multiplyTransposeAdd is C += A·Bᵀ, with B (n, k); room is transposeRoom's.
	multiplyTransposeAdd(c, a, b, room []T, m, k, n int)
	// transposeMultiply is C = Aᵀ·B, with A (k, m).
	transposeMultiply(c, a, b []T, m, k, n int)

	clear(y []T)
	fillRows(y, row []T, m int)       // every one of m rows is row
	fillColumns(y, column []T, n int) // all n values of row i are column[i]
	sumColumns(sum, a []T, m int)     // over the m rows of a, in float64

	clearWide(y []float64)
	addRowSums(sum []float64, a []T, n int) // sum[i] += all n values of row i
	narrow(y []T, x []float64)              // y = x, rounded

	times(y, a, b []T)          // y = a·b, value by value
	scaled(y, x []T, s T)       // y = s·x
	addScaled(y, x, f []T, s T) // y = x + s·f

	// activate is a = φ(z), d = φ'(z) of the activation of that name.
	activate(name string, z, a, d []T, slope T)
	// loss stores C of n examples in result[0], and ∂C/∂out in dOut unless nil.
	loss(name nn.Loss, out, target, dOut []T, n int, result []float64)

	convolve(c *conv[T], z, x []T, n int)         // z = W⋆x + b of n examples
	convolveWeights(c *conv[T], dy, x []T, n int) // leaves the gradient of W in it
	convolveBack(c *conv[T], dx, dy []T, n int)   // dx = Wᵀ⋆dy
	layPatches(c *conv[T], image []T)
	addPatches(c *conv[T], image []T)
	maxPool(m *maxPool[T], y, x []T)
	spreadMax(m *maxPool[T], dx, dy []T) // adds to dx
	averagePool(a *avgPool[T], y, x []T)
	spreadAverage(a *avgPool[T], dx, dy []T)

	batchMoments(b *batchNorm[T], x []T)          // b.mean and b.invStd of x
	batchNorm(b *batchNorm[T], y, x []T)          // by these
	batchNormBack(b *batchNorm[T], dx, dy, x []T) // and the gradients of γ and β
	layerNorm(l *layerNorm[T], y, x []T)          // leaves l.mean and l.invStd
	layerNormBack(l *layerNorm[T], dx, dy, x []T) // as batchNormBack
}

// loops carries kernels out at once, in this package's own loops and gonum's.
type loops[T stats.Real] struct{}

func (loops[T]) do(f func()) { f() }

func (loops[T]) multiplyAdd(c, a, b []T, m, k, n int) {
	lifts := liftFor(c, a, b)
	multiplyAdd(c, a, b, m, k, n)
	settleBoth(a, c, lifts)
}

func (loops[T]) multiply(c, a, b []T, m, k, n int) {
	clear(c)
	lifts := liftFor(nil, a, b)
	multiplyAdd(c, a, b, m, k, n)
	settleBoth(a, c, lifts)
}

func (loops[T]) multiplyTransposeAdd(c, a, b, room []T, m, k, n int) {
	lifts := liftFor(c, a, b)
	multiplyTransposeAdd(c, a, b, room, m, k, n)
	settleBoth(a, c, lifts)
}

func (loops[T]) transposeMultiply(c, a, b []T, m, k, n int) {
	clear(c)
	lifts := liftFor(nil, a, b)
	transposeMultiplyAdd(c, a, b, m, k, n)
	settleBoth(a, c, lifts)
}

func (loops[T]) clear(y []T) { clear(y) }

func (loops[T]) fillRows(y, row []T, m int) {
	for i := range m {
		copy(example(y, i, len(row)), row)
	}
}

func (loops[T]) fillColumns(y, column []T, n int) {
	for i, v := range column {
		fill(example(y, i, n), v)
	}
}

func (loops[T]) sumColumns(sum, a []T, m int) {
	clear(sum)
	columnSums(sum, a, m)
}

func (loops[T]) clearWide(y []float64) { clear(y) }

func (loops[T]) addRowSums(sum []float64, a []T, n int) {
	for i, s := range sum {
		for _, v := range example(a, i, n) {
			s += float64(v)
		}
		sum[i] = s
	}
}

func (loops[T]) narrow(y []T, x []float64) {
	for i, v := range x {
		y[i] = flushed(T(v))
	}
}

func (loops[T]) times(y, a, b []T) {
	a, b = a[:len(y)], b[:len(y)]
	for i, v := range a {
		y[i] = flushed(v * b[i])
	}
}

func (loops[T]) scaled(y, x []T, s T) {
	for i, v := range x {
		y[i] = flushed(s * v)
	}
}

func (loops[T]) addScaled(y, x, f []T, s T) {
	x, f = x[:len(y)], f[:len(y)]
	for i, v := range x {
		y[i] = flushed(v + T(s*f[i]))
	}
}

func (loops[T]) activate(name string, z, a, d []T, slope T) {
	activate(name, z, a, d, slope)
}

func (loops[T]) loss(name nn.Loss, out, target, dOut []T, n int, result []float64) {
	result[0] = evaluate(name, out, target, dOut, n)
}

func (l loops[T]) convolve(c *conv[T], z, x []T, n int)         { c.forth(l, z, x, n) }
func (l loops[T]) convolveWeights(c *conv[T], dy, x []T, n int) { c.weights(l, dy, x, n) }
func (l loops[T]) convolveBack(c *conv[T], dx, dy []T, n int)   { c.back(l, dx, dy, n) }

func (loops[T]) layPatches(c *conv[T], image []T)        { c.layPatches(image) }
func (loops[T]) addPatches(c *conv[T], image []T)        { c.addPatches(image) }
func (loops[T]) maxPool(m *maxPool[T], y, x []T)         { m.pick(y, x) }
func (loops[T]) spreadMax(m *maxPool[T], dx, dy []T)     { m.spread(dx, dy) }
func (loops[T]) averagePool(a *avgPool[T], y, x []T)     { a.average(y, x) }
func (loops[T]) spreadAverage(a *avgPool[T], dx, dy []T) { a.spread(dx, dy) }

func (loops[T]) batchMoments(b *batchNorm[T], x []T)          { b.measure(x) }
func (loops[T]) batchNorm(b *batchNorm[T], y, x []T)          { b.normalise(y, x) }
func (loops[T]) batchNormBack(b *batchNorm[T], dx, dy, x []T) { b.differentiate(dx, dy, x) }
func (loops[T]) layerNorm(l *layerNorm[T], y, x []T)          { l.normalise(y, x) }
func (loops[T]) layerNormBack(l *layerNorm[T], dx, dy, x []T) { l.differentiate(dx, dy, x) }
