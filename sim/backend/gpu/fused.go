package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
)

// fused runs any number of steps in one dispatch: for networks so small that a
// dispatch a layer costs more than the layer. See fused.wgsl.
type fused struct {
	program *device.Program // the i-th dispatch takes 2ⁱ steps
}

func (*fused) name() string { return "fused" }

// newFused makes the plan for networks like n, of the activation act (see
// soleAct), whose numbers lie in m.
func newFused(n *layout.Network, m *memory, p backend.Problem, r layout.Rule, lanes, act int) (f *fused, err error) {
	f = &fused{}
	shape := m.d.fusedShape(n, p.Batch)
	a := newAssembler(m.d)
	options := shape.Options(n, r, act)
	for steps := 1; steps == 1 || steps*shape.Iterations(n, r) <= layout.MostIterations; steps *= 2 {
		a.add(shape.Kernel, options, uint32(lanes)*shape.Kernel.SizeX, 1, shape.Words(n, p, steps, lanes), m.table, m.trainX, m.trainY, m.rates, m.params, m.moments, m.scratch, m.status)
	}
	f.program, err = a.Program()
	return f, err
}

// fuse makes the buffers that only the fused kernels use.
func (m *memory) fuse(n *layout.Network, p backend.Problem) error {
	m.table = filled(m, "stage table", append(n.StageTable(p.Batch, 0), n.ItemTable()...))
	m.scratch = m.floats("scratch", max(m.d.fusedShape(n, p.Batch).Scratch(), m.d.lookShape(n, p.Batch).Scratch()))
	return m.err
}

// fusedPass leaves the same numbers in the same memory as passProgram, but for
// the input and the targets, which have been read by then.
func fusedPass(d *Device, n *layout.Network, m *memory, p backend.Problem) (*device.Program, error) {
	a, shape := newAssembler(d), d.lookShape(n, p.Batch)
	options, words := shaders.Options{Act: n.SoleAct(), Loss: n.Loss}, shape.Words(n, p, 1, 1)
	a.add(shape.Kernel, options, 1, 1, words, m.table, m.trainX, m.trainY, m.params, m.scratch, m.status, m.losses, m.indices)
	a.add(shaders.Spread, options, uint32(max(shape.Quads, spreadWidth)), uint32(len(n.Stages)), words,
		m.table, m.params, m.scratch, m.acts, m.pre, m.delta, m.grads)
	return a.Program()
}

// spreadWidth is how many invocations share the gradient of a stage, at least.
const spreadWidth = 64

// record takes n steps, as the sum of powers of two: a number that is written
// when it is needed would reach steps that still run.
func (f *fused) record(c device.Commands, n int) error {
	var chosen []int
	for i := f.program.Dispatches() - 1; i >= 0; i-- {
		for ; n >= 1<<i; n -= 1 << i {
			chosen = append(chosen, i)
		}
	}
	return c.Run(f.program.Pick(chosen))
}

func (f *fused) kernels() []*device.Kernel { return device.KernelsOf(f.program) }

func (f *fused) release() {
	if f.program != nil {
		f.program.Release()
		f.program = nil
	}
}

// fusedShape is how the device trains.
func (d *Device) fusedShape(n *layout.Network, batch int) layout.FusedShape {
	return layout.TrainingShape(n, batch, d.inSoftware())
}

// lookShape is how the device goes through a network that it looks at.
func (d *Device) lookShape(n *layout.Network, batch int) layout.FusedShape {
	return layout.ObservingShape(n, batch, d.inSoftware())
}
