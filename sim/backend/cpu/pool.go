package cpu

import (
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// pool is the geometry of both kinds of pooling: windows of size × size, side
// by side; what does not fill a window is left out.
type pool[T stats.Real] struct {
	in, out nn.Shape
	size    int
	y, dx   []T
}

func newPool[T stats.Real](in, out nn.Shape, size, batch int) pool[T] {
	return pool[T]{in, out, size, make([]T, batch*out.Size()), make([]T, batch*in.Size())}
}

// corner is the index of the top left value of the window behind output i,
// counted through all examples and channels.
func (p *pool[T]) corner(i int) int {
	ox, rest := i%p.out.W, i/p.out.W
	oy, plane := rest%p.out.H, rest/p.out.H
	return (plane*p.in.H+oy*p.size)*p.in.W + ox*p.size
}

// planes is the geometry of as many images as have the given number of outputs.
func (p *pool[T]) planes(outputs int) simd.Planes {
	return simd.Planes{
		Count: outputs / (p.out.H * p.out.W), High: p.in.H, Wide: p.in.W, OutHigh: p.out.H, OutWide: p.out.W,
	}
}

// maxPool passes on the largest value of each window, the first among equals.
type maxPool[T stats.Real] struct {
	pool[T]
	from []uint32 // index of the value that each output came from
}

func newMaxPool[T stats.Real](in, out nn.Shape, size, batch int) *maxPool[T] {
	return &maxPool[T]{newPool[T](in, out, size, batch), make([]uint32, batch*out.Size())}
}

func (m *maxPool[T]) forward(x []T, p pass[T]) []T {
	y := m.y[:p.n*m.out.Size()]
	p.maxPool(m, y, x)
	return y
}

func (m *maxPool[T]) pick(y, x []T) {
	for i := range y {
		best := m.corner(i)
		corner := best
		for wy := range m.size {
			for at := corner + wy*m.in.W; at < corner+wy*m.in.W+m.size; at++ {
				if x[at] > x[best] {
					best = at
				}
			}
		}
		y[i], m.from[i] = x[best], uint32(best)
	}
}

func (m *maxPool[T]) backward(dy []T, p pass[T]) []T {
	dx := m.dx[:p.n*m.in.Size()]
	p.clear(dx)
	p.spreadMax(m, dx, dy)
	return dx
}

func (m *maxPool[T]) spread(dx, dy []T) {
	for i, d := range dy {
		dx[m.from[i]] += d
	}
}

// avgPool is the mean of each window.
type avgPool[T stats.Real] struct{ pool[T] }

func newAvgPool[T stats.Real](in, out nn.Shape, size, batch int) *avgPool[T] {
	return &avgPool[T]{newPool[T](in, out, size, batch)}
}

func (a *avgPool[T]) forward(x []T, p pass[T]) []T {
	y := a.y[:p.n*a.out.Size()]
	p.averagePool(a, y, x)
	return y
}

func (a *avgPool[T]) average(y, x []T) {
	share := 1 / T(a.size*a.size)
	for i := range y {
		sum, corner := T(0), a.corner(i)
		for wy := range a.size {
			for _, v := range x[corner+wy*a.in.W:][:a.size] {
				sum += v
			}
		}
		y[i] = flushed(sum * share)
	}
}

func (a *avgPool[T]) backward(dy []T, p pass[T]) []T {
	dx := a.dx[:p.n*a.in.Size()]
	p.clear(dx)
	p.spreadAverage(a, dx, dy)
	return dx
}

func (a *avgPool[T]) spread(dx, dy []T) {
	share := 1 / T(a.size*a.size)
	for i, d := range dy {
		corner := a.corner(i)
		for wy := range a.size {
			fill(dx[corner+wy*a.in.W:][:a.size], flushed(d*share))
		}
	}
}

// flatten has nothing to do: images lie in memory as vectors already.
type flatten[T stats.Real] struct{}

func (flatten[T]) forward(x []T, _ pass[T]) []T   { return x }
func (flatten[T]) backward(dy []T, _ pass[T]) []T { return dy }
