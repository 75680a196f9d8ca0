package cpu

import (
	"backflow/sim/cpu/simd"
	"backflow/sim/nn"
)

// pool is the geometry of both kinds of pooling: windows of size × size, side
// by side; what does not fill a window is left out.
type pool struct {
	in, out nn.Shape
	size    int
	y, dx   []float32
}

func newPool(in, out nn.Shape, size, batch int) pool {
	return pool{in, out, size, make([]float32, batch*out.Size()), make([]float32, batch*in.Size())}
}

// corner is the index of the top left value of the window behind output i,
// counted through all examples and channels.
func (p *pool) corner(i int) int {
	ox, rest := i%p.out.W, i/p.out.W
	oy, plane := rest%p.out.H, rest/p.out.H
	return (plane*p.in.H+oy*p.size)*p.in.W + ox*p.size
}

// planes is the geometry of as many images as have the given number of outputs.
func (p *pool) planes(outputs int) simd.Planes {
	return simd.Planes{
		Count: outputs / (p.out.H * p.out.W), High: p.in.H, Wide: p.in.W, OutHigh: p.out.H, OutWide: p.out.W,
	}
}

// maxPool passes on the largest value of each window, the first among equals.
type maxPool struct {
	pool
	from []uint32 // index of the value that each output came from
}

func newMaxPool(in, out nn.Shape, size, batch int) *maxPool {
	return &maxPool{newPool(in, out, size, batch), make([]uint32, batch*out.Size())}
}

func (m *maxPool) forward(x []float32, p pass) []float32 {
	y := m.y[:p.n*m.out.Size()]
	p.maxPool(m, y, x)
	return y
}

func (m *maxPool) pick(y, x []float32) {
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

func (m *maxPool) backward(dy []float32, p pass) []float32 {
	dx := m.dx[:p.n*m.in.Size()]
	p.clear(dx)
	p.spreadMax(m, dx, dy)
	return dx
}

func (m *maxPool) spread(dx, dy []float32) {
	for i, d := range dy {
		dx[m.from[i]] += d
	}
}

// avgPool is the mean of each window.
type avgPool struct{ pool }

func newAvgPool(in, out nn.Shape, size, batch int) *avgPool {
	return &avgPool{newPool(in, out, size, batch)}
}

func (a *avgPool) forward(x []float32, p pass) []float32 {
	y := a.y[:p.n*a.out.Size()]
	p.averagePool(a, y, x)
	return y
}

func (a *avgPool) average(y, x []float32) {
	share := 1 / float32(a.size*a.size)
	for i := range y {
		sum, corner := float32(0), a.corner(i)
		for wy := range a.size {
			for _, v := range x[corner+wy*a.in.W:][:a.size] {
				sum += v
			}
		}
		y[i] = sum * share
	}
}

func (a *avgPool) backward(dy []float32, p pass) []float32 {
	dx := a.dx[:p.n*a.in.Size()]
	p.clear(dx)
	p.spreadAverage(a, dx, dy)
	return dx
}

func (a *avgPool) spread(dx, dy []float32) {
	share := 1 / float32(a.size*a.size)
	for i, d := range dy {
		corner := a.corner(i)
		for wy := range a.size {
			fill(dx[corner+wy*a.in.W:][:a.size], d*share)
		}
	}
}

// flatten has nothing to do: images lie in memory as vectors already.
type flatten struct{}

func (flatten) forward(x []float32, _ pass) []float32   { return x }
func (flatten) backward(dy []float32, _ pass) []float32 { return dy }
