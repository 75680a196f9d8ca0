package cpu

import (
	"backflow/sim/backend"
)

// freeze leaves in every batchNorm the statistics to evaluate with: see
// backend.PopulationExamples. That is one forward pass over a batch that the layers'
// own buffers are too small for: it goes layer by layer, in minibatches.
func (e *evaluator) freeze(x []float32) {
	if !e.net.norms {
		return
	}
	n := min(backend.PopulationExamples, len(x)/e.in)
	p := pass[float32]{kernels: loops[float32]{}, n: n, frozen: true, pause: e.pause}
	e.spare.put(e.measureLayers(e.net.layers, x[:n*e.in], p))
}

// measureLayers returns the layers' output, in a room that the caller gives
// back.
func (e *evaluator) measureLayers(layers sequence[float32], x []float32, p pass[float32]) []float32 {
	var room []float32
	for _, l := range layers {
		switch l := l.(type) {
		case *batchNorm[float32]:
			l.measure(x)
		case *residual[float32]: // its branch first, for the statistics alone
			e.spare.put(e.measureLayers(l.branch, x, p))
		}
		y := e.runFrozen(l, x, p)
		e.spare.put(room)
		room, x = y, y
	}
	return room
}

// runFrozen runs one layer over p.n examples, a minibatch at a time.
func (e *evaluator) runFrozen(l layer[float32], x []float32, p pass[float32]) []float32 {
	var y []float32
	n, batch := p.n, e.batch
	in := len(x) / n
	for from := 0; from < n; from += batch {
		e.between()
		p.n = min(batch, n-from)
		part := e.runAtOnce(l, x[from*in:][:p.n*in], p)
		if y == nil {
			y = e.spare.take(len(part) / p.n * n)
		}
		copy(y[from*len(part)/p.n:], part)
	}
	return y
}

// runAtOnce runs one layer and does not leave it to a tape.
func (e *evaluator) runAtOnce(l layer[float32], x []float32, p pass[float32]) (y []float32) {
	e.whole(func() {
		e.on.perform(func(k trainKernels) {
			p.kernels = k
			y = l.forward(x, p)
		})
	})
	return y
}

// rooms keeps slices for another use.
type rooms [][]float32

// take returns a slice of n values that hold anything.
func (r *rooms) take(n int) []float32 {
	for i, s := range *r {
		if cap(s) >= n {
			last := len(*r) - 1
			(*r)[i] = (*r)[last]
			*r = (*r)[:last]
			return s[:n]
		}
	}
	return make([]float32, n)
}

func (r *rooms) put(s []float32) {
	if s != nil {
		*r = append(*r, s)
	}
}
