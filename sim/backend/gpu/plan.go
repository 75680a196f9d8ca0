package gpu

import (
	"slices"

	"backflow/sim/backend/gpu/device"
)

// plan is a way to take training steps. There are two, which leave the same
// numbers in the same memory.
type plan interface {
	name() string
	// record adds n steps to commands.
	record(c device.Commands, n int) error
	// kernels lists those that steps take.
	kernels() []*device.Kernel
	release()
}

// tiled runs a dispatch for every layer and direction: for networks whose
// layers keep a GPU busy.
type tiled struct{ pass, update *device.Program }

func (*tiled) name() string { return "tiled" }

func (t *tiled) record(c device.Commands, n int) error {
	return c.Run(slices.Repeat([]*device.Program{t.pass, t.update}, n)...)
}

func (t *tiled) kernels() []*device.Kernel { return device.KernelsOf(t.pass, t.update) }

// release leaves the programs, which belong to the backend.
func (*tiled) release() {}
