package gpu

import (
	"github.com/gogpu/wgpu"

	"backflow/shaders"
	"backflow/sim/data"
)

// evalRows is how many examples go through the network at a time where it is
// not a minibatch: enough to keep a GPU busy, few enough to be quick on a
// software adapter and small in memory.
func (n *network) evalRows() int {
	const most, floats = 1024, 1 << 20
	return min(max(floats/ld(n.widest()), 16), most)
}

// evalHalf is the length of one half of the evaluation buffers.
func (n *network) evalHalf(rows int) int {
	return roundUp(rows*ld(n.widest()), shaders.Align)
}

// side is where the input and the outputs of stage i lie in evaluation
// buffers: stages read one half and write the other.
func (n *network) side(i, rows int) int { return i % 2 * n.evalHalf(rows) }

// evalForward takes rows that stand at the start of the evaluation buffers
// through all stages and returns where the outputs are.
func (a *assembler) evalForward(n *network, m *memory, rows int) int {
	full := n.evalRows()
	for i, s := range n.stages {
		a.forward(s, uint32(rows), n.side(i, full), n.side(i+1, full), m.params, m.evalActs, m.evalPre)
	}
	return n.side(len(n.stages), full)
}

// stretches calls do for each stretch of count rows that fits the buffers.
func (n *network) stretches(count int, do func(first, rows int)) {
	for first := 0; first < count; first += n.evalRows() {
		do(first, min(n.evalRows(), count-first))
	}
}

// scorePrograms adds up loss and hits over a part of the data, a program for
// each stretch, so that each can be submitted by itself.
func scorePrograms(d *Device, n *network, m *memory, part data.Part, x, y, scores *wgpu.Buffer) ([]*program, error) {
	var list []*program
	var failed error
	n.stretches(n.examples(part), func(first, rows int) {
		if failed != nil {
			return
		}
		a := newAssembler(d)
		stretch := []uint32{uint32(rows), uint32(n.inputs), uint32(ld(n.inputs)), 0, 0, 0, 0, uint32(first), 0, 0, 0}
		a.add(shaders.Stretch, shaders.Options{}, uint32(ld(n.inputs)/shaders.Quad), uint32(rows), stretch, x, m.evalActs)
		at := a.evalForward(n, m, rows)
		a.add(shaders.Score, shaders.Options{Loss: n.loss}, uint32(rows), 1, endsUniform(n, rows, at, first), m.evalActs, y, scores)
		var p *program
		if p, failed = a.program(); failed == nil {
			list = append(list, p)
		}
	})
	return list, failed
}

// fieldPrograms evaluates the network over a grid.
func fieldPrograms(d *Device, n *network, m *memory, side int, extent float64, field *wgpu.Buffer) ([]*program, error) {
	var list []*program
	var failed error
	n.stretches(side*side, func(first, rows int) {
		if failed != nil {
			return
		}
		a := newAssembler(d)
		grid := []uint32{uint32(rows), 2, uint32(ld(n.inputs)), 0, 0, 0, 0, uint32(first), uint32(side), bitsOf(extent), 0}
		a.add(shaders.Grid, shaders.Options{}, 1, uint32(rows), grid, m.evalActs)
		at := a.evalForward(n, m, rows)
		a.add(shaders.Picture, shaders.Options{Loss: n.loss}, uint32(rows), 1, endsUniform(n, rows, at, first), m.evalActs, field)
		var p *program
		if p, failed = a.program(); failed == nil {
			list = append(list, p)
		}
	})
	return list, failed
}

// statsProgram computes the per-layer statistics of what the pass has left.
func statsProgram(d *Device, n *network, m *memory, batch int, r rule) (*program, error) {
	a := newAssembler(d)
	none := shaders.Options{}
	layers := uint32(n.layers())
	uniform := n.statsUniform(batch, 0)
	units := uint32(n.widest())
	if r.clip {
		a.shrinkage(n, m)
	}
	a.weightTotals(n, m, r.options())
	a.add(shaders.BlockedExamples, none, uint32(batch), 1, uniform, m.layers, m.pre, m.totals, m.nothing)
	a.add(shaders.UnitSums, none, units, layers, uniform, m.layers, m.acts, m.pre, m.delta, m.nothing, m.units)
	a.add(shaders.UnitTotals, none, shaders.UnitFields, layers, nil, m.layers, m.totals, m.units)
	return a.program()
}

// statsUniform is the uniform of stats.wgsl.
func (n *network) statsUniform(batch, most int) []uint32 {
	return []uint32{uint32(n.layers()), uint32(batch), uint32(most), uint32(n.params)}
}

// weightTotals adds the sums over each layer's weights, their gradients and
// the changes that a rule makes of them.
func (a *assembler) weightTotals(n *network, m *memory, o shaders.Options) {
	layers := uint32(n.layers())
	a.add(shaders.Weights, o, shaders.WeightSums, layers, n.statsUniform(0, 0), m.layers, m.params, m.grads, m.rates, m.partials, m.moments, m.norm, m.status)
	a.add(shaders.WeightTotals, shaders.Options{}, shaders.WeightFields, layers, nil, m.partials, m.totals)
}

// cornerProgram samples the first units of every layer.
func cornerProgram(d *Device, n *network, m *memory, batch, most int, sample *wgpu.Buffer) (*program, error) {
	a := newAssembler(d)
	layers := uint32(n.layers())
	a.add(shaders.Corner, shaders.Options{}, uint32(cornerSize(most)), layers,
		n.statsUniform(batch, most), m.layers, m.params, m.grads, m.acts, m.units, sample)
	return a.program()
}

// cornerSize is how many floats the sample of one layer takes.
func cornerSize(most int) int { return most*shaders.SampleFields + 2*most*most }
