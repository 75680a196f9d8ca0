package conformance

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// underflows holds what nn.Flush says: where numbers leave float32's range, on
// the way back or on the way forward, they are lost in the same layers as in the
// reference, and each is counted. From one layer to the next they shrink so much
// that none comes near the border, where sums may round to either side of it.
func (s suite) underflows(t *testing.T) {
	s.Tolerance *= 10 // sums over a minibatch all but cancel while δ is the same for each example
	for _, c := range underflowCases() {
		for _, rule := range s.rules() {
			if !s.Features.covers(c.needs) {
				continue
			}
			c.hyper.Optimiser = rule
			t.Run(c.name+" "+string(rule), func(t *testing.T) {
				s.observes(t, c)
				wantLost(t, s, c)
			})
		}
	}
}

func (s suite) rules() []optim.Rule {
	if !s.Features.Optimisers {
		return []optim.Rule{optim.SGD}
	}
	return []optim.Rule{optim.SGD, optim.Momentum, optim.Nesterov, optim.RMSProp, optim.Adam}
}

func underflowCases() []testCase {
	convs := newCase("vanishing conv", image(1, 5, 5, 2), 7, repeat(6, conv(3, 3, 1, 1), act("sigmoid"))...).then(flatten(), dense(1))
	convs.needs.Conv = true
	return []testCase{
		newCase("vanishing", flat(2, 2), 7, repeat(6, dense(5), act("sigmoid"))...).then(dense(1)).shrunk(0x1p-31, 1),
		newCase("vanishing both ways", flat(3, 2), 7, repeat(6, dense(5), act("tanh"))...).then(dense(1)).shrunk(0x1p-28, 0).atRate(1e-13),
		convs.shrunk(0x1p-32, 1),
	}
}

// shrunk multiplies the weights of all layers but the last one, and all biases.
func (c testCase) shrunk(weights, biases float32) testCase {
	tensors, err := c.problem.Spec.Tensors()
	if err != nil {
		return c
	}
	last := tensors[len(tensors)-1].Layer
	for i, t := range tensors {
		by := biases
		if t.Role == nn.RoleWeight && t.Layer < last {
			by = weights
		} else if t.Role == nn.RoleWeight {
			by = 1
		}
		for j := range c.problem.State.Params[i] {
			c.problem.State.Params[i][j] *= by
		}
	}
	return c.atRate(1e-10)
}

// atRate trains so slowly that small weights stay small.
func (c testCase) atRate(lr float64) testCase {
	c.hyper.LR = lr
	return c
}

// nonzero is x, or 1 for 0.
func nonzero(x float64) float64 {
	if x == 0 {
		return 1
	}
	return x
}

// wantLost fails unless the case shows what it is for.
func wantLost(t *testing.T, s suite, c testCase) {
	t.Helper()
	b := s.start(t, c.problem)
	train(t, b, 3, c.hyper)
	layers := observe(t, b, backend.Want{}, c.hyper).Layers
	for _, l := range layers {
		if least := min(nonzero(l.DeltaRMS), nonzero(l.DWRMS)); least < 0x1p-118 {
			t.Errorf("layer %s has numbers near the border: %g", l.Name, least)
		}
	}
	first, last := layers[0], layers[len(layers)-1]
	if first.Underflow != 1 || first.Zeros != 0 || first.DeltaRMS != 0 || first.DWRMS != 0 {
		t.Errorf("the first layer: underflow %g, zeros %g, δ %g, ∂C/∂W %g; want 1, 0, 0, 0", first.Underflow, first.Zeros, first.DeltaRMS, first.DWRMS)
	}
	if last.Underflow != 0 || last.DeltaRMS == 0 {
		t.Errorf("the last layer: underflow %g, δ %g", last.Underflow, last.DeltaRMS)
	}
}
