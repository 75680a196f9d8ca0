package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
)

// fused runs any number of steps in one dispatch: for networks so small that a
// dispatch a layer costs more than the layer. See fused.wgsl.
type fused struct {
	program *device.Program // the i-th dispatch takes 2ⁱ steps
}

func (*fused) name() string { return "fused" }

// newFused makes the plan for networks like n, of the activation act (see
// soleAct), whose numbers lie in m.
func newFused(n *network, m *memory, p backend.Problem, r rule, lanes, act int) (f *fused, err error) {
	f = &fused{}
	shape := m.d.fusedShape(n, p.Batch)
	a := newAssembler(m.d)
	options := shape.options(n, r, act)
	for steps := 1; steps == 1 || steps*shape.iterations(n, r) <= mostIterations; steps *= 2 {
		a.add(shape.kernel, options, uint32(lanes)*shape.kernel.SizeX, 1, shape.words(n, p, steps, lanes), m.table, m.trainX, m.trainY, m.rates, m.params, m.moments, m.scratch, m.status)
	}
	f.program, err = a.Program()
	return f, err
}

func (s fusedShape) options(n *network, r rule, act int) shaders.Options {
	return shaders.Options{Act: act, Loss: n.loss, Optimiser: r.optimiser, Clip: r.clip, Equalise: r.equalise, Near: s.near}
}

// fuse makes the buffers that only the fused kernels use.
func (m *memory) fuse(n *network, p backend.Problem) error {
	m.table = filled(m, "stage table", append(n.stageTable(p.Batch, 0), n.itemTable()...))
	m.scratch = m.floats("scratch", max(m.d.fusedShape(n, p.Batch).scratch(), m.d.lookShape(n, p.Batch).scratch()))
	return m.err
}

// fusedPass leaves the same numbers in the same memory as passProgram, but for
// the input and the targets, which have been read by then.
func fusedPass(d *Device, n *network, m *memory, p backend.Problem) (*device.Program, error) {
	a, shape := newAssembler(d), d.lookShape(n, p.Batch)
	options, words := shaders.Options{Act: n.soleAct(), Loss: n.loss}, shape.words(n, p, 1, 1)
	a.add(shape.kernel, options, 1, 1, words, m.table, m.trainX, m.trainY, m.params, m.scratch, m.status, m.losses, m.indices)
	a.add(shaders.Spread, options, uint32(max(shape.quads, spreadWidth)), uint32(len(n.stages)), words,
		m.table, m.params, m.scratch, m.acts, m.pre, m.delta, m.grads)
	return a.Program()
}

// spreadWidth is how many invocations share the gradient of a stage, at least.
const spreadWidth = 64

// rows returns where the input and the output of every stage start, counted in
// rows of one number an example, and where all end.
func (n *network) rows() (at []int, end int) {
	at = append(at, 0)
	end = ld(n.inputs)
	for _, s := range n.stages {
		at = append(at, end)
		end += ld(s.out.Size())
	}
	return at, end
}

// stageTable is the first part of fused.wgsl's table, for one of several networks:
// twelve words a stage.
func (n *network) stageTable(batch, lane int) []uint32 {
	first := lane * n.params
	at, _ := n.rows()
	slots, _ := n.slots(batch)
	var table []uint32
	for i, s := range n.stages {
		dense := uint32(0)
		if s.weighted() {
			dense = 1
		}
		in := s.in.Size()
		table = append(table,
			dense, uint32(s.out.Size()), uint32(in), uint32(first+s.weights), uint32(ld(in)), uint32(first+s.bias),
			uint32(at[i]), uint32(at[i+1]), uint32(s.act), bitsOf(s.slope), uint32(slots[i+1]), uint32(ld(s.out.Size())))
	}
	return table
}

// itemTable is the second part: four words for each four parameters, see
// fused_together.wgsl.
func (n *network) itemTable() []uint32 {
	weights, biases := n.items()
	var table []uint32
	for _, i := range append(weights, biases...) {
		table = append(table, uint32(i.at/shaders.Quad), uint32(i.layer), uint32(i.delta), uint32(i.inputs))
	}
	return table
}

// item is four parameters that follow each other: weights of one unit, or biases
// of four.
type item struct{ at, layer, delta, inputs int }

// items lists all parameters of the network, four at a time.
func (n *network) items() (weights, biases []item) {
	rows, end := n.rows()
	layer := 0
	for k, s := range n.stages {
		if !s.weighted() {
			continue
		}
		units, inputs, delta := s.out.Size(), s.in.Size(), end+rows[k+1]
		for u := range units {
			for i := 0; i < ld(inputs); i += shaders.Quad {
				weights = append(weights, item{s.weights + u*ld(inputs) + i, layer, delta + u, rows[k] + i})
			}
		}
		for u := 0; u < units; u += shaders.Quad {
			biases = append(biases, item{s.bias + u, layer, delta + u, 0})
		}
		layer++
	}
	return weights, biases
}

// soleAct is the one activation of the network but for linear stages, or
// shaders.Mixed.
func (n *network) soleAct() int {
	act := 0 // linear
	for _, s := range n.stages {
		switch {
		case s.act == 0 || s.act == act:
		case act == 0:
			act = s.act
		default:
			return shaders.Mixed
		}
	}
	return act
}

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
