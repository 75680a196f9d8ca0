package ref_test

import (
	"testing"

	"backflow/sim"
	"backflow/sim/backendtest"
	"backflow/sim/ref"
)

// The reference is held to its own contract as well: what it says about
// minibatches, repetition, continuing and divergence does not follow from
// being compared with itself. Numbers may differ by the rounding of its state
// to float32, where a run continues from one.
func TestConformance(t *testing.T) {
	backendtest.Run(t, func() (sim.Backend, error) { return ref.New(), nil }, backendtest.Options{
		Tolerance: 1e-6, TrainTolerance: 1e-5, Features: backendtest.All,
	})
}

func TestRBMConformance(t *testing.T) {
	backendtest.RunRBM(t, func() sim.RBM { return ref.NewRBM() })
}
