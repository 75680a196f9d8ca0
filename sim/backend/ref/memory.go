package ref

import (
	"backflow/sim/backend"
	"backflow/sim/nn"
)

// Memory estimates the bytes that a Backend takes on p, whose State it does not
// look at, when it trains by h and is observed.
func Memory(p backend.Problem, h backend.Hyper) int64 {
	params, err := p.Spec.Parameters()
	if err != nil {
		return 0
	}
	held, batch := int64(0), max(p.Batch, evalBatch)
	_ = p.Spec.Each(func(l nn.LayerSpec, in, out nn.Shape) {
		held += int64(in.Size() + 2*out.Size()) // ∂C/∂in, out, noise or x̂
		if l.Kind == nn.KindBatchNorm {
			batch = max(batch, min(backend.PopulationExamples, p.Data.Train.Len()))
		}
	})
	// Parameters and gradients, the change and moments of a step beside those of
	// the one before.
	copies := int64(3 + 2*h.Optimiser.Moments())
	return 8 * (params*copies + held*int64(batch))
}
