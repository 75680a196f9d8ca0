package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/data"
)

// newEvaluation is the traversal of rows that stand at the start of the
// evaluation buffers.
func newEvaluation(d *Device, n *layout.Network, m *memory, rows int) *traversal {
	t := &traversal{assembler: newAssembler(d).using(n.Products), n: n, m: m, rows: rows, acts: m.evalActs, pre: m.evalPre, moments: m.evalMoments, frozen: true}
	t.at, _ = n.EvalSlots(m.evalRows)
	t.stride = n.NormGroups(m.evalRows)
	return t
}

// gather fills the input with a stretch of a set.
func (t *traversal) gather(first int, x *device.Buffer) {
	stretch := []uint32{uint32(t.rows), uint32(t.n.Inputs), uint32(layout.LD(t.n.Inputs)), uint32(t.at[0]), 0, 0, 0, uint32(first), 0, 0, 0}
	t.add(shaders.Stretch, shaders.Options{}, uint32(layout.LD(t.n.Inputs)/shaders.Quad), uint32(t.rows), stretch, x, t.acts)
}

// output is where the last slot lies.
func (t *traversal) output() int { return t.at[len(t.at)-1] }

// populationProgram makes every BatchNorm take the statistics to evaluate with:
// see backend.PopulationExamples.
func populationProgram(d *Device, n *layout.Network, m *memory, examples int) (*device.Program, error) {
	t := newEvaluation(d, n, m, min(backend.PopulationExamples, examples))
	t.frozen = false
	t.gather(0, m.trainX)
	t.forward()
	return t.Program()
}

// stretches calls do for each stretch of count rows that fits the buffers.
func (m *memory) stretches(count int, do func(first, rows int)) {
	for first := 0; first < count; first += m.evalRows {
		do(first, min(m.evalRows, count-first))
	}
}

// scorePrograms finds loss and class of every example of a part of the data, a program for
// each stretch, so that each can be submitted by itself.
func scorePrograms(d *Device, n *layout.Network, m *memory, part data.Part, x, y, scores *device.Buffer) ([]*device.Program, error) {
	var list []*device.Program
	var failed error
	m.stretches(n.Examples(part), func(first, rows int) {
		if failed != nil {
			return
		}
		t := newEvaluation(d, n, m, rows)
		t.gather(first, x)
		t.forward()
		t.add(shaders.Score, shaders.Options{Loss: n.Loss}, uint32(rows), 1, endsUniform(n, rows, t.output(), first), m.evalActs, y, scores)
		var p *device.Program
		if p, failed = t.Program(); failed == nil {
			list = append(list, p)
		}
	})
	return list, failed
}

// fieldPrograms evaluates the network over a grid.
func fieldPrograms(d *Device, n *layout.Network, m *memory, side int, extent float64, field *device.Buffer) ([]*device.Program, error) {
	var list []*device.Program
	var failed error
	m.stretches(side*side, func(first, rows int) {
		if failed != nil {
			return
		}
		t := newEvaluation(d, n, m, rows)
		grid := []uint32{uint32(rows), 2, uint32(layout.LD(n.Inputs)), 0, 0, 0, 0, uint32(first), uint32(side), layout.Bits(extent), 0}
		t.add(shaders.Grid, shaders.Options{}, 1, uint32(rows), grid, m.evalActs)
		t.forward()
		t.add(shaders.Picture, shaders.Options{Loss: n.Loss}, uint32(rows), 1, endsUniform(n, rows, t.output(), first), m.evalActs, field)
		var p *device.Program
		if p, failed = t.Program(); failed == nil {
			list = append(list, p)
		}
	})
	return list, failed
}
