package ref

import (
	"backflow/sim/backend"
	"backflow/sim/backend/stats"
)

// Observe implements backend.Backend.
func (b *Backend) Observe(want backend.Want, h backend.Hyper) (_ *backend.Observation, err error) {
	defer backend.Interrupted(&err, b.stepsSince(b.step))
	o := &backend.Observation{Step: b.step, Loss: b.differentiate()}
	o.Diverged = b.diverged
	o.Example = b.indices[0]
	o.Output = float32s(b.output(0))
	o.Layers = stats.Describe(b.net.Spec, b.problem.Batch, b.views(h), want.Sample())
	if want.Gradients {
		o.Gradients = narrow(b.net.DParams)
	}
	if want.State {
		o.State = &backend.State{Step: b.step, Params: narrow(b.net.Params), Moments: narrow(b.rule.moments)}
	}
	if want.Eval || want.Field > 0 {
		b.measureNorms()
	}
	if want.Eval {
		o.Train, o.Test = b.score(b.problem.Data.Train), b.score(b.problem.Data.Test)
	}
	if want.Field > 0 && b.net.Spec.Input.Size() == 2 {
		o.Field = b.field(want.Field)
	}
	return o, nil
}

// views shows sim the numbers of every observed layer.
func (b *Backend) views(h backend.Hyper) []stats.View[float64] {
	changes, _ := b.rule.plan(h, b.step, b.net.Params, b.net.DParams)
	views := make([]stats.View[float64], len(b.net.Observed))
	for i, o := range b.net.Observed {
		views[i] = stats.View[float64]{
			Z: o.Z(), A: o.A(), Delta: o.Delta(),
			W: b.net.Params[o.Weight], DW: b.net.DParams[o.Weight],
			UpdateRMS: stats.RMS(changes[o.Weight]),
			Lost:      stats.Lost(b.net.Params[o.Weight], changes[o.Weight], 1),
		}
	}
	return views
}

// output is what the newest pass made of the i-th example of its batch.
func (b *Backend) output(i int) []float64 {
	k := b.net.Outputs()
	return b.net.Output()[i*k : (i+1)*k]
}
