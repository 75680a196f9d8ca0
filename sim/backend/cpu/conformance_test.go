package cpu

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/conformance"
	"backflow/sim/backend/cpu/simd"
)

func conform(t *testing.T, m simd.Machine) {
	conformance.Run(t, func() (backend.Backend, error) { return New().On(m), nil }, conformance.Options{
		Tolerance: conformance.Float32Tolerance, TrainTolerance: conformance.Float32Tolerance, Features: conformance.All,
	})
}

func TestConformance(t *testing.T) { conform(t, nil) }

func TestConformanceOnMachines(t *testing.T) {
	for _, m := range append(exactMachines(t), fusedMachines(t)...) {
		t.Run(m.Name(), func(t *testing.T) { conform(t, m) })
	}
}
