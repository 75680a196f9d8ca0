package gpu

import (
	"github.com/gogpu/wgpu"

	"backflow/shaders"
	"backflow/sim"
	"backflow/sim/data"
)

// fused runs any number of steps in one dispatch: for networks so small that a
// dispatch a layer costs more than the layer. See fused.wgsl.
type fused struct {
	program *program // the i-th dispatch takes 2ⁱ steps
}

func (*fused) name() string { return "fused" }

// newFused makes the plan for networks like n, of the activation act (see
// fusedAct), whose numbers lie in m.
func newFused(n *network, m *memory, p sim.Problem, r rule, lanes, act int) (f *fused, err error) {
	f = &fused{}
	shape := m.d.fusedShape(n, p.Batch)
	a := newAssembler(m.d)
	options := shaders.Options{Act: act, Loss: n.loss, Optimiser: r.optimiser, Clip: r.clip, Equalise: r.equalise}
	for steps := 1; steps*shape.iterations(n) <= mostIterations; steps *= 2 {
		a.add(shape.kernel, options, uint32(lanes)*shape.kernel.SizeX, 1, shape.words(n, p, steps, lanes), m.stages, m.trainX, m.trainY, m.rates, m.params, m.moments, m.scratch, m.status)
	}
	f.program, err = a.program()
	return f, err
}

// fuse makes the buffers that only the fused kernels use.
func (m *memory) fuse(n *network, p sim.Problem) error {
	m.stages = filled(m, "stage table", n.stageTable(p.Batch, 0))
	m.scratch = m.floats("scratch", m.d.fusedShape(n, p.Batch).scratch())
	return m.err
}

// fusedPass leaves the same numbers in the same memory as passProgram, but for
// the input and the targets, which have been read by then.
func fusedPass(d *Device, n *network, m *memory, p sim.Problem) (*program, error) {
	a, shape := newAssembler(d), d.fusedShape(n, p.Batch)
	options, words := shaders.Options{Act: n.fusedAct(), Loss: n.loss}, shape.words(n, p, 1, 1)
	observe := shaders.FusedObserve
	observe.SizeX = shape.kernel.SizeX
	a.add(observe, options, 1, 1, words, m.stages, m.trainX, m.trainY, m.params, m.scratch, m.status, m.losses, m.indices)
	a.add(shaders.Spread, options, uint32(max(shape.quads, spreadWidth)), uint32(len(n.stages)), words,
		m.stages, m.params, m.scratch, m.acts, m.pre, m.delta, m.grads)
	return a.program()
}

// spreadWidth is how many invocations share the gradient of a stage, at least.
const spreadWidth = 64

// fusedShape is how the work is cut up.
type fusedShape struct {
	kernel         shaders.Kernel
	quads, threads int
	rows           int // of activations
	parameters     int
	layers         int
}

// mostIterations is how often all loops of one dispatch may go round together.
// Mesa's llvmpipe leaves every loop once an invocation has gone round 65 535
// times, without a word, and then computes nonsense.
const mostIterations = 50_000

// iterations is how often an invocation goes round loops in a step, at most.
func (s fusedShape) iterations(n *network) int {
	own := int(ceilDiv(uint32(s.quads), uint32(s.threads))) // groups of examples an invocation has
	count := own * (n.inputs + 64*n.outputs() + 150)        // drawing, gathering and the loss
	for _, l := range n.stages {
		units, inputs := ceilDiv(uint32(l.out.Size()), shaders.Quad), ceilDiv(uint32(l.in.Size()), shaders.Quad)
		count += own * int(units*(inputs+25)+4*inputs*(units+1)+2)
		count += int(units*(inputs*uint32(own+1)+1)) + 2
		quads := int(ceilDiv(4*units*inputs+units, s.kernel.SizeX)) + 1
		count += 3 * (quads*(s.threads+2) + 4*int(s.kernel.SizeX)) // at most three times: clipping, the step, equalising
	}
	return count
}

func (d *Device) fusedShape(n *network, batch int) fusedShape {
	s := fusedShape{kernel: shaders.Fused, quads: int(ceilDiv(uint32(batch), shaders.Quad)), parameters: n.params, layers: len(n.layers)}
	s.kernel.SizeX = d.fusedSize()
	s.threads = min(s.quads, int(s.kernel.SizeX))
	rows, _ := n.rows()
	s.rows = rows[len(rows)-1] + ld(n.outputs())
	return s
}

// scratch is the length of the kernel's scratch memory for one network.
func (s fusedShape) scratch() int {
	sums := 3 * (2*s.layers + 1) * int(s.kernel.SizeX)
	return 8*s.rows*s.quads + s.threads*s.parameters + sums
}

func (s fusedShape) words(n *network, p sim.Problem, steps, lanes int) []uint32 {
	count, half, seed := data.NewMinibatches(n.examples(p.Data.Train), p.Seed).Key()
	rows, _ := n.rows()
	return []uint32{
		uint32(steps), uint32(p.Batch), uint32(s.quads), uint32(s.threads), count, half, seed, uint32(len(n.stages)),
		uint32(s.rows), uint32(lanes * s.parameters), uint32(s.layers), uint32(ld(n.inputs)),
		uint32(n.goals()), uint32(n.outputs()), uint32(rows[len(rows)-1]), bitsOf(n.lossScale(p.Batch)),
		uint32(lanes), uint32(shaders.Rates + s.layers),
	}
}

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

// stageTable is the table of fused.wgsl for one of several networks: twelve
// words a stage.
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

// fusedAct is the one activation of the network but for linear stages, or
// shaders.Mixed.
func (n *network) fusedAct() int {
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
func (f *fused) record(e *wgpu.CommandEncoder, n int) error {
	var chosen program
	for i := len(f.program.steps) - 1; i >= 0; i-- {
		for ; n >= 1<<i; n -= 1 << i {
			chosen.steps = append(chosen.steps, f.program.steps[i])
		}
	}
	return inPass(e, &chosen)
}

func (f *fused) release() {
	if f.program != nil {
		f.program.release()
		f.program = nil
	}
}
