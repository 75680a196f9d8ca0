package cpu

import (
	"backflow/sim/backend"
	"backflow/sim/nn"
)

// Memory estimates the bytes that a Backend takes on p, whose State it does not
// look at, when it trains by h and is observed. It grows with the number of
// parameters and with the batch times the values that the layers hold.
func Memory(p backend.Problem, h backend.Hyper) int64 {
	params, err := p.Spec.Parameters()
	if err != nil {
		return 0
	}
	var r roomy
	_ = p.Spec.Each(r.add)
	const tries = 3 // optimiser.scratch
	values := params*int64(2+h.Optimiser.Moments()) + tries*r.matrix
	values += r.held*int64(p.Batch+r.evaluated()) + 2*r.scratch
	if r.norms { // evaluator.freeze
		values += population * r.widest * int64(min(backend.PopulationExamples, p.Data.Train.Len()))
	}
	return 4 * values
}

// population is how many rooms evaluator.freeze has in use at a time.
const population = 3

// roomy adds up what the layers of a network hold.
type roomy struct {
	held    int64 // values of an example
	scratch int64 // values that one layer uses at a time
	matrix  int64 // values of the largest weight tensor
	widest  int64 // values that go from one layer to the next, of an example
	units   int64 // of them, behind an observed layer
	norms   bool  // whether there is a batchNorm
}

func (r *roomy) add(l nn.LayerSpec, in, out nn.Shape) {
	before, after := int64(in.Size()), int64(out.Size())
	r.widest = max(r.widest, before, after)
	switch l.Kind {
	case nn.KindDense:
		r.held += after + before
		r.matrix = max(r.matrix, before*after)
		r.scratch = max(r.scratch, before*after)
		r.units = max(r.units, after)
	case nn.KindConv:
		r.held += after + before
		patch := int64(in.C * l.Kernel * l.KernelWidth())
		r.scratch = max(r.scratch, 2*patch*int64(out.H*out.W)+patch*int64(out.C)) // and transposed, and turned
		r.matrix = max(r.matrix, patch*int64(out.C))
		r.units = max(r.units, after)
	case nn.KindMaxPool, nn.KindAvgPool:
		r.held += 2*after + before
	case nn.KindAct:
		r.held += 4 * after // one of them where there is noise
	case nn.KindBatchNorm:
		r.norms = true
		r.held += 2 * after
	case nn.KindLayerNorm:
		r.held += 2 * after
	case nn.KindResidual:
		r.held += 3 * after
	}
}

// evaluated is how many examples an evaluator takes at once.
func (r *roomy) evaluated() int { return evaluatedAtOnce(int(max(r.units, 1))) }
