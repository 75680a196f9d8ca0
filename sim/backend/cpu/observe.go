package cpu

import (
	"slices"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
)

// Observe implements backend.Backend.
func (b *Backend) Observe(want backend.Want, h backend.Hyper) (_ *backend.Observation, err error) {
	defer backend.Interrupted(&err, b.stepsSince(b.step))
	start := time.Now()
	o := &backend.Observation{Step: b.step, Loss: b.differentiate()}
	passed := time.Since(start)
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
	if passed >= longPass {
		o.Took = max(time.Since(start)-passed, 1)
	}
	return o, err
}

// longPass is a pass that is told apart from what an observation costs: the next step
// takes the gradient that it has found. Shorter ones are no hindrance to looking.
var longPass = 20 * time.Millisecond

// evaluate runs what was asked for through the network as it stands.
func (b *Backend) evaluate(o *backend.Observation, want backend.Want) (err error) {
	if b.eval == nil {
		if b.eval, err = newEvaluator(b, b.net.tensors); err != nil {
			return err
		}
	}
	o.Scores = b.eval.evaluate(b.problem.Data, want)
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
