package ref_test

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/conformance"
	"backflow/sim/backend/ref"
)

// The reference is held to its own contract as well: what it says about
// minibatches, repetition, continuing and divergence does not follow from
// being compared with itself. Numbers may differ by the rounding of its state
// to float32, where a run continues from one.
func TestConformance(t *testing.T) {
	conformance.Run(t, func() (backend.Backend, error) { return ref.New(), nil }, conformance.Options{
		Tolerance: 1e-6, TrainTolerance: 1e-5, Features: conformance.All,
	})
}

func TestRBMConformance(t *testing.T) {
	conformance.RunRBM(t, func() backend.RBM { return ref.NewRBM() })
}
