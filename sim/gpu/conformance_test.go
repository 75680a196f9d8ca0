package gpu

import (
	"testing"

	"backflow/sim"
	"backflow/sim/backendtest"
)

// The GPU adds in another order than the reference, in float32, and WebGPU
// lets exp and division be off by some units in the last place.
func TestConformance(t *testing.T) {
	d := testDevice(t)
	for _, plan := range []string{"fused", "tiled"} {
		t.Run(plan, func(t *testing.T) {
			backendtest.Run(t, func() (sim.Backend, error) { return &Backend{d: d, only: plan}, nil }, backendtest.Options{
				Tolerance: backendtest.Float32Tolerance, TrainTolerance: 5 * backendtest.Float32Tolerance, Features: backendtest.All,
			})
		})
	}
}
