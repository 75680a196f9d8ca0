package cpu

import (
	"math"
	"slices"

	"backflow/sim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// Observe implements sim.Backend.
func (b *Backend) Observe(want sim.Want, h sim.Hyper) (_ *sim.Observation, err error) {
	defer b.interruption(&err, b.step)
	o := &sim.Observation{Step: b.step, Diverged: b.diverged, Loss: b.differentiate()}
	o.Example = b.indices[0]
	out := b.net.output[:b.problem.Batch*b.net.outputs]
	o.Output = slices.Clone(example(out, 0, b.net.outputs))
	o.Layers = sim.DescribeLayers(b.problem.Spec, b.problem.Batch, b.views(h), want)
	if want.Gradients {
		o.Gradients = b.copies(func(t *tensor[float32]) []float32 { return t.g })
	}
	if want.State {
		o.State = b.state()
	}
	if want.Eval || want.Field > 0 {
		b.pass.forget()
		b.measureNorms()
	}
	if want.Eval {
		o.Train, o.Test = b.score(b.problem.Data.Train), b.score(b.problem.Data.Test)
	}
	if want.Field > 0 && b.problem.Spec.Input.Size() == 2 {
		o.Field = b.field(want.Field)
	}
	return o, nil
}

// views shows sim the numbers of every observed layer.
func (b *Backend) views(h sim.Hyper) []sim.LayerView[float32] {
	updates := b.rule.updateRMS(h, b.step)
	views := make([]sim.LayerView[float32], len(b.net.probes))
	for i, p := range b.net.probes {
		views[i] = p.view()
		views[i].UpdateRMS = updates[i]
	}
	return views
}

func (b *Backend) state() *sim.State {
	s := &sim.State{Step: b.step, Params: b.copies(func(t *tensor[float32]) []float32 { return t.w })}
	for _, m := range b.rule.moments {
		s.Moments = append(s.Moments, slices.Clone(m))
	}
	return s
}

func (b *Backend) copies(of func(*tensor[float32]) []float32) [][]float32 {
	list := make([][]float32, len(b.net.tensors))
	for i, t := range b.net.tensors {
		list[i] = slices.Clone(of(t))
	}
	return list
}

// score runs a whole part through the network, a minibatch at a time.
func (b *Backend) score(part data.Part) *sim.Score {
	size, batch := b.problem.Spec.Input.Size(), b.problem.Batch
	total, examples, confusion := 0.0, len(part.X)/size, sim.NewConfusion(b.net.outputs)
	for from := 0; from < examples; from += batch {
		n := min(batch, examples-from)
		y := part.Y[from*b.targets:][:n*b.targets]
		out := b.evaluate(part.X[from*size:][:n*size], y, n)
		total += b.result[0] * float64(n)
		if b.problem.Spec.Loss != nn.MSE {
			b.count(confusion, out, y, n)
		}
	}
	s := &sim.Score{Loss: total / float64(examples), Accuracy: math.NaN()}
	if b.problem.Spec.Loss != nn.MSE {
		s.Accuracy, s.Confusion = confusion.Accuracy(), confusion
	}
	return s
}

// evaluate runs n examples forward, without noise and with frozen norms, and
// leaves their loss in b.result if there are targets.
func (b *Backend) evaluate(x, y []float32, n int) (out []float32) {
	b.pass.forget() // its layers are about to hold these examples
	b.on.perform(func(k trainKernels) {
		out = b.net.forward(x, pass[float32]{kernels: k, n: n, frozen: true, pause: b.pause})
		if y != nil {
			k.loss(b.problem.Spec.Loss, out, y, nil, n, b.result)
		}
	})
	return out
}

// count takes the examples of a minibatch into a confusion matrix.
func (b *Backend) count(c sim.Confusion, out, y []float32, n int) {
	for i := range n {
		c.Count(int(y[i*b.targets]), b.class(example(out, i, b.net.outputs)))
	}
}

// class is the likeliest class by the logits of one example.
func (b *Backend) class(logits []float32) int {
	if len(logits) > 1 {
		return argMax(logits)
	}
	if logits[0] > 0 {
		return 1
	}
	return 0
}

// field runs a grid of points through the network, a minibatch at a time.
func (b *Backend) field(side int) *sim.Field {
	f := &sim.Field{Side: side, Values: make([]float32, side*side)}
	grid := gridPoints(side, b.problem.Data.Extent)
	for from := 0; from < len(f.Values); from += b.problem.Batch {
		n := min(b.problem.Batch, len(f.Values)-from)
		out := b.evaluate(grid[2*from:][:2*n], nil, n)
		for i := range n {
			f.Values[from+i] = b.fieldValue(example(out, i, b.net.outputs))
		}
	}
	return f
}

// fieldValue is the probability of class 1 of two, the class of more, or the
// output itself of a regression.
func (b *Backend) fieldValue(logits []float32) float32 {
	switch {
	case len(logits) > 1:
		return float32(argMax(logits))
	case b.problem.Spec.Loss == nn.BCE:
		u := float64(logits[0])
		return float32(logistic(u, expNeg[float32](-math.Abs(u))))
	}
	return logits[0]
}

// gridPoints lists the corners of a side × side grid over the square of the
// given half-width, row by row from the top left.
func gridPoints(side int, extent float64) []float32 {
	points := make([]float32, 0, 2*side*side)
	for row := range side {
		for col := range side {
			points = append(points, float32(gridAt(col, side, extent)), float32(-gridAt(row, side, extent)))
		}
	}
	return points
}

func gridAt(i, side int, extent float64) float64 {
	if side == 1 {
		return 0
	}
	return extent * (2*float64(i)/float64(side-1) - 1)
}
