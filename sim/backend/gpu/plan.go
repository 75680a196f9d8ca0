package gpu

import (
	"slices"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/optim"
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

// rule is what a step's kernels are specialised for: another rule is another
// program.
type rule struct {
	optimiser      int // place in shaders.Optimisers
	clip, equalise bool
}

func ruleOf(h backend.Hyper) (rule, error) {
	name := h.Optimiser
	if name == "" {
		name = optim.SGD
	}
	i := slices.Index(shaders.Optimisers, string(name))
	if i < 0 {
		return rule{}, unsupported("with the optimiser %q", name)
	}
	return rule{i, h.Clip > 0, h.Equalise}, nil
}

// moments is how many numbers the rule remembers of each parameter.
func (r rule) moments() int {
	switch optim.Rule(shaders.Optimisers[r.optimiser]) {
	case optim.SGD:
		return 0
	case optim.Adam:
		return 2
	}
	return 1
}
