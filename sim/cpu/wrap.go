package cpu

import "backflow/sim/nn"

// wrap is nn.Wrap. It trains in no network that a viewer can ask for, so that
// it may take its time.
type wrap struct {
	from  nn.Wrap
	y, dx []float32
}

func newWrap(in, out nn.Shape, pad, batch int) *wrap {
	return &wrap{nn.Wrap{In: in, Out: out, Pad: pad}, make([]float32, batch*out.Size()), make([]float32, batch*in.Size())}
}

func (w *wrap) forward(x []float32, p pass) []float32 {
	y := w.y[:p.n*w.from.Out.Size()]
	p.do(func() {
		for i := range y {
			y[i] = x[w.from.Source(i)]
		}
	})
	return y
}

func (w *wrap) backward(dy []float32, p pass) []float32 {
	dx := w.dx[:p.n*w.from.In.Size()]
	p.clear(dx)
	p.do(func() {
		for i, d := range dy {
			dx[w.from.Source(i)] += d
		}
	})
	return dx
}
