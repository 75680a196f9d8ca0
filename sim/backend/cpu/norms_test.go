package cpu

import (
	"math"
	"testing"

	"backflow/sim/backend"
)

// The norms of a step are those that an observation before it shows.
func TestNormsAreThoseOfTheStep(t *testing.T) {
	for _, m := range append(exactMachines(t), fusedMachines(t)...) {
		p := goldenProblems()["conv"]
		b, seer := New().On(m), New().On(m)
		b.KeepNorms()
		for _, e := range []*Backend{b, seer} {
			if err := e.Reset(p); err != nil {
				t.Fatal(err)
			}
		}
		for step := range 3 {
			o, err := seer.Observe(backend.Want{}, sgd)
			if err != nil {
				t.Fatal(err)
			}
			if err := b.Train(1, sgd); err != nil {
				t.Fatal(err)
			}
			delta, dWeights := b.Norms()
			for i, l := range o.Layers {
				if math.Abs(delta[i]-l.DeltaRMS) > 1e-9*l.DeltaRMS || math.Abs(dWeights[i]-l.DWRMS) > 1e-9*l.DWRMS {
					t.Errorf("step %d, layer %d: %g and %g, observed %g and %g", step, i, delta[i], dWeights[i], l.DeltaRMS, l.DWRMS)
				}
			}
			if err := seer.Train(1, sgd); err != nil {
				t.Fatal(err)
			}
		}
	}
	if delta, _ := started(t, goldenProblems()["conv"]).Norms(); delta != nil {
		t.Error("norms that nobody asked for")
	}
}
