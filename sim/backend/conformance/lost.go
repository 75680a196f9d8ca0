package conformance

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// lost allows for updates of which it hangs on the last digit whether they are lost:
// one weight, and one in a hundred.
func (c comparer) lost(name string, got, want float64, of *stats.Layer) {
	c.t.Helper()
	weights := float64(of.Units * of.FanIn)
	if !(math.Abs(got-want)*weights <= 0.01*weights+1.01) {
		c.t.Errorf("%s = %g, want %g: %.1f of %g weights are off", name, got, want, math.Abs(got-want)*weights, weights)
	}
}

// lost takes a step of every rule at a rate so small that some updates are lost, and
// holds what was said of it before against the weights that are the same bits after it.
func (s suite) lost(t *testing.T) {
	for _, h := range hyperCases() {
		t.Run(h.name, func(t *testing.T) {
			if !s.Features.covers(h.needs) {
				t.Skip("not a feature of this backend")
			}
			h.then.LR *= 4e-6
			s.losesAsSaid(t, h)
		})
	}
}

func (s suite) losesAsSaid(t *testing.T, h hyperCase) {
	c := newCase("", flat(5, 3), 7, dense(13), act("tanh"), dense(11), act("sigmoid"), dense(3))
	got, want := s.both(t, c.problem)
	var said [2]*backend.Observation
	for i, b := range []backend.Backend{got, want} {
		train(t, b, 4, h.first)
		said[i] = observe(t, b, backend.Want{State: true}, h.then)
	}
	some := h.then.LR == 0
	for i, l := range said[1].Layers {
		comparer{t, 0, 0}.lost(fmt.Sprintf("Lost of layer %s", l.Name), said[0].Layers[i].Lost, l.Lost, &l)
		some = some || l.Lost > 0 && l.Lost < 1
	}
	if !some {
		t.Error("no layer loses some of its updates and not others")
	}
	if got.Info().Name == "ref" {
		return // it says what float32 would lose, and has float64
	}
	train(t, got, 1, h.then)
	for i, unchanged := range shareUnchanged(c.problem.Spec, said[0].State, state(t, got, h.then)) {
		l := said[0].Layers[i]
		comparer{t, 0, 0}.lost(fmt.Sprintf("Lost of layer %s, before the step,", l.Name), l.Lost, unchanged, &l)
	}
}

// shareUnchanged is the share of each layer's weights that are the same bits.
func shareUnchanged(spec nn.Spec, before, after *backend.State) (shares []float64) {
	tensors, _ := spec.Tensors()
	for i, tensor := range tensors {
		if tensor.Role != nn.RoleWeight {
			continue
		}
		same := 0
		for j, w := range before.Params[i] {
			if math.Float32bits(w) == math.Float32bits(after.Params[i][j]) {
				same++
			}
		}
		shares = append(shares, float64(same)/float64(tensor.Size()))
	}
	return shares
}
