package gpu

import (
	"strings"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/conformance"
	"backflow/sim/backend/gpu/device"
)

// The GPU adds in another order than the reference, in float32, and WebGPU
// lets exp and division be off by some units in the last place.
func TestConformance(t *testing.T) {
	d := testDevice(t)
	for _, c := range []struct {
		name, plan string
		matmul     shaders.Matmul
	}{
		{"fused", "fused", d.matmul},
		{"fused, as chips", "fused", shaders.Tiled},
		{"tiled, blocked", "tiled", shaders.Blocked},
		{"tiled, as chips", "tiled", shaders.Tiled},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.HasSuffix(c.name, "as chips") {
				compilesManyBarriers(t)
			}
			open := func() (backend.Backend, error) { return &Backend{d: multiplying(d, c.matmul), only: c.plan}, nil }
			conformance.Run(t, open, conformance.Options{
				Tolerance: conformance.Float32Tolerance, TrainTolerance: 5 * conformance.Float32Tolerance, Features: conformance.All,
			})
		})
	}
}

func TestRBMConformance(t *testing.T) {
	d := testDevice(t)
	for _, k := range []shaders.Matmul{shaders.Blocked, shaders.Tiled} {
		t.Run(k.Name, func(t *testing.T) {
			conformance.RunRBM(t, func() backend.RBM { return (&Backend{d: multiplying(d, k)}).NewRBM() })
		})
	}
}

// multiplying is a device with matrix kernels of the test's choice: those that
// Open leaves to real GPUs are tested where there is none, too.
func multiplying(d *Device, k shaders.Matmul) *Device {
	return &Device{dev: d.dev, matmul: k}
}

// anotherDevice is one of the test's own, which has compiled nothing and may be lost.
func anotherDevice(t *testing.T, host *device.Host) *Device {
	t.Helper()
	testDevice(t) // says what to do where there is no adapter
	d, err := Open(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}
