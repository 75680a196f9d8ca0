package ref

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// evalBatch is how many examples are evaluated at once: enough to be quick,
// few enough that the outputs of a deep network fit in memory.
const evalBatch = 256

// measureNorms leaves in every BatchNorm the statistics to evaluate with: see
// backend.PopulationExamples.
func (b *Backend) measureNorms() {
	part := b.problem.Data.Train
	n := min(backend.PopulationExamples, len(part.X)/b.net.Spec.Input.Size())
	x, _ := b.examples(part, 0, n)
	b.net.Forward(x, nn.Pass{Batch: n, Flush: true, Rest: b.rest})
}

// score evaluates a whole part of the data.
func (b *Backend) score(part data.Part) *backend.Score {
	examples := len(part.X) / b.net.Spec.Input.Size()
	loss, confusion := 0.0, stats.NewConfusion(b.net.Outputs())
	for from := 0; from < examples; from += evalBatch {
		n := min(evalBatch, examples-from)
		x, y := b.examples(part, from, n)
		b.net.Forward(x, nn.Pass{Batch: n, Frozen: true, Flush: true, Rest: b.rest})
		loss += b.net.Loss(y) * float64(n)
		for i := 0; i < n && b.net.Spec.Loss != nn.MSE; i++ {
			confusion.Count(int(y[i*len(y)/n]), b.class(b.output(i)))
		}
	}
	s := &backend.Score{Loss: loss / float64(examples), Accuracy: math.NaN()}
	if b.net.Spec.Loss != nn.MSE {
		s.Accuracy, s.Confusion = confusion.Accuracy(), confusion
	}
	return s
}

// class is the likeliest class by the logits of one example, the first among
// equals; of two classes there is one logit.
func (b *Backend) class(logits []float64) int {
	if len(logits) == 1 {
		if logits[0] > 0 {
			return 1
		}
		return 0
	}
	best := 0
	for k, z := range logits {
		if z > logits[best] {
			best = k
		}
	}
	return best
}

// field evaluates a side × side grid whose outer points lie on the border of
// the set's square.
func (b *Backend) field(side int) *backend.Field {
	f := &backend.Field{Side: side}
	extent := b.problem.Data.Extent
	for row := range side {
		var x []float64
		for col := range side {
			// Rounded as the features of an example are.
			right, up := extent*along(col, side), -extent*along(row, side)
			x = append(x, float64(float32(right)), float64(float32(up)))
		}
		b.net.Forward(x, nn.Pass{Batch: side, Frozen: true, Flush: true, Rest: b.rest})
		for col := range side {
			f.Values = append(f.Values, float32(b.fieldValue(b.output(col))))
		}
	}
	return f
}

// along runs from −1 to 1; a single point lies in the middle.
func along(i, side int) float64 {
	if side == 1 {
		return 0
	}
	return 2*float64(i)/float64(side-1) - 1
}

// fieldValue is the probability of class 1 of two, the class of more, or the
// output itself of a regression.
func (b *Backend) fieldValue(out []float64) float64 {
	switch {
	case len(out) > 1:
		return float64(b.class(out))
	case b.net.Spec.Loss == nn.BCE:
		return 1 / (1 + math.Exp(-out[0]))
	}
	return out[0]
}
