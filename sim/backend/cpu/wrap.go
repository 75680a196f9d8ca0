package cpu

import (
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// wrap is nn.Wrap. It trains in no network that a viewer can ask for, so that
// it may take its time.
type wrap[T stats.Real] struct {
	from  nn.Wrap
	y, dx []T
}

func newWrap[T stats.Real](in, out nn.Shape, pad, batch int) *wrap[T] {
	return &wrap[T]{nn.Wrap{In: in, Out: out, Pad: pad}, make([]T, batch*out.Size()), make([]T, batch*in.Size())}
}

func (w *wrap[T]) forward(x []T, p pass[T]) []T {
	y := w.y[:p.n*w.from.Out.Size()]
	p.do(func() {
		for i := range y {
			y[i] = x[w.from.Source(i)]
		}
	})
	return y
}

func (w *wrap[T]) backward(dy []T, p pass[T]) []T {
	dx := w.dx[:p.n*w.from.In.Size()]
	p.clear(dx)
	p.do(func() {
		for i, d := range dy {
			dx[w.from.Source(i)] += d
		}
	})
	return dx
}
