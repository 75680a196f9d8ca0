package cpu_test

import (
	"testing"

	"backflow/sim"
	"backflow/sim/backendtest"
	"backflow/sim/cpu"
)

func TestConformance(t *testing.T) {
	backendtest.Run(t, func() (sim.Backend, error) { return cpu.New(), nil }, backendtest.Options{
		Tolerance: backendtest.Float32Tolerance, TrainTolerance: backendtest.Float32Tolerance, Features: backendtest.All,
	})
}
