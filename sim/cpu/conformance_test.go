package cpu

import (
	"testing"

	"backflow/sim"
	"backflow/sim/backendtest"
	"backflow/sim/cpu/simd"
)

func conform(t *testing.T, m simd.Machine) {
	backendtest.Run(t, func() (sim.Backend, error) { return New().On(m), nil }, backendtest.Options{
		Tolerance: backendtest.Float32Tolerance, TrainTolerance: backendtest.Float32Tolerance, Features: backendtest.All,
	})
}

func TestConformance(t *testing.T) { conform(t, nil) }

func TestConformanceOnMachines(t *testing.T) {
	for _, m := range append(exactMachines(t), fusedMachines(t)...) {
		t.Run(m.Name(), func(t *testing.T) { conform(t, m) })
	}
}
