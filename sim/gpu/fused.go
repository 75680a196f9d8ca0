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
	d       *Device
	program *program
	buffers [2]*wgpu.Buffer // stages, scratch
	steps   int             // what the program's uniform says
}

func (*fused) name() string { return "fused" }

// newFused makes the plan for a network and a rule.
func newFused(d *Device, n *network, m *memory, p sim.Problem, r rule) (f *fused, err error) {
	f = &fused{d: d, steps: -1}
	defer func() {
		if err != nil {
			f.release()
		}
	}()
	shape := f.shape(n, p)
	own := &memory{d: d}
	f.buffers[0] = filled(own, "stage table", n.stageTable())
	f.buffers[1] = own.floats("scratch", shape.scratch())
	if own.err != nil {
		return f, own.err
	}
	a := newAssembler(d)
	options := shaders.Options{Act: n.fusedAct(), Loss: n.loss, Optimiser: r.optimiser, Clip: r.clip, Equalise: r.equalise}
	a.add(shape.kernel, options, 1, 1, shape.words(n, p), f.buffers[0], m.trainX, m.trainY, m.rates, m.params, m.moments, f.buffers[1], m.status)
	f.program, err = a.program()
	return f, err
}

// fusedShape is how the work is cut up.
type fusedShape struct {
	kernel         shaders.Kernel
	quads, threads int
	rows           int // of activations
	parameters     int
	layers         int
}

func (f *fused) shape(n *network, p sim.Problem) fusedShape {
	s := fusedShape{kernel: shaders.Fused, quads: int(ceilDiv(uint32(p.Batch), shaders.Quad)), parameters: n.params, layers: len(n.layers)}
	s.kernel.SizeX = f.d.fusedSize()
	s.threads = min(s.quads, int(s.kernel.SizeX))
	rows, _ := n.rows()
	s.rows = rows[len(rows)-1] + ld(n.outputs())
	return s
}

// scratch is the length of the kernel's scratch memory.
func (s fusedShape) scratch() int {
	sums := 3 * (2*s.layers + 1) * int(s.kernel.SizeX)
	return 8*s.rows*s.quads + s.threads*s.parameters + sums
}

func (s fusedShape) words(n *network, p sim.Problem) []uint32 {
	count, half, seed := data.NewMinibatches(n.examples(p.Data.Train), p.Seed).Key()
	rows, _ := n.rows()
	return []uint32{
		0, uint32(p.Batch), uint32(s.quads), uint32(s.threads), count, half, seed, uint32(len(n.stages)),
		uint32(s.rows), uint32(s.parameters), uint32(s.layers), uint32(ld(n.inputs)),
		uint32(n.goals()), uint32(n.outputs()), uint32(rows[len(rows)-1]), bitsOf(n.lossScale(p.Batch)),
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

// stageTable is the table of fused.wgsl: twelve words a stage.
func (n *network) stageTable() []uint32 {
	at, _ := n.rows()
	var table []uint32
	for i, s := range n.stages {
		dense := uint32(0)
		if s.weighted() {
			dense = 1
		}
		in := s.in.Size()
		table = append(table,
			dense, uint32(s.out.Size()), uint32(in), uint32(s.weights), uint32(ld(in)), uint32(s.bias),
			uint32(at[i]), uint32(at[i+1]), uint32(s.act), bitsOf(s.slope), 0, 0)
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

func (f *fused) prepare(n int) error {
	if n == f.steps {
		return nil
	}
	f.steps = n
	return f.d.dev.Queue().WriteBuffer(f.program.uniforms, 0, asBytes([]uint32{uint32(n)}))
}

func (f *fused) record(e *wgpu.CommandEncoder, _ int) error { return inPass(e, f.program) }

func (f *fused) release() {
	if f.program != nil {
		f.program.release()
	}
	for _, b := range f.buffers {
		f.d.free(b)
	}
	*f = fused{d: f.d}
}
