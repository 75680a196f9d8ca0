package cpu

import (
	"slices"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
)

// Observe implements backend.Backend.
func (b *Backend) Observe(want backend.Want, h backend.Hyper) (_ *backend.Observation, err error) {
	defer backend.Interrupted(&err, b.stepsSince(b.step))
	o := &backend.Observation{Step: b.step, Loss: b.differentiate()}
	o.Diverged = b.diverged
	o.Example = b.indices[0]
	out := b.net.output[:b.problem.Batch*b.net.outputs]
	o.Output = slices.Clone(example(out, 0, b.net.outputs))
	o.Layers = stats.Describe(b.problem.Spec, b.problem.Batch, b.views(h), want.Sample())
	if want.Gradients {
		o.Gradients = b.copies(func(t *tensor[float32]) []float32 { return t.g })
	}
	if want.State {
		o.State = b.state()
	}
	if want.Eval || want.Field > 0 {
		err = b.evaluate(o, want)
	}
	return o, err
}

// evaluate runs what was asked for through the network as it stands.
func (b *Backend) evaluate(o *backend.Observation, want backend.Want) (err error) {
	if b.eval == nil {
		if b.eval, err = newEvaluator(b); err != nil {
			return err
		}
	}
	set := b.problem.Data
	b.eval.freeze(set.Train.X)
	if want.Eval {
		o.Train, o.Test = b.eval.score(set.Train), b.eval.score(set.Test)
	}
	if want.Field > 0 && b.problem.Spec.Input.Size() == 2 {
		o.Field = b.eval.field(want.Field, set.Extent)
	}
	return nil
}

// views shows sim the numbers of every observed layer.
func (b *Backend) views(h backend.Hyper) []stats.View[float32] {
	updates, lost := b.rule.attempt(h, b.step)
	b.sizes.run()
	views := make([]stats.View[float32], len(b.net.probes))
	for i, p := range b.net.probes {
		views[i] = p.view()
		views[i].UpdateRMS, views[i].Lost = updates[i], lost[i]
		views[i].Squares = b.squares[i].shown()
	}
	return views
}

func (b *Backend) state() *backend.State {
	s := &backend.State{Step: b.step, Params: b.copies(func(t *tensor[float32]) []float32 { return t.w })}
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
