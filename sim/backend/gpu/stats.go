package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
)

// statsProgram computes the per-layer statistics of what the pass has left.
func statsProgram(d *Device, n *network, m *memory, batch int, r rule) (*device.Program, error) {
	a := newAssembler(d)
	none, of := shaders.Options{}, shaders.Options{Act: n.soleAct(), Images: n.images()}
	layers := uint32(len(n.layers))
	uniform := n.statsUniform(batch, 0)
	if r.clip {
		a.shrinkage(n, m)
	}
	a.weightTotals(n, m, r.options())
	a.add(shaders.ShutExamples, of, uint32(batch), layers, uniform, m.layers, m.acts, m.pre, m.nothing)
	a.add(shaders.BlockedExamples, none, 1, 1, uniform, m.totals, m.nothing, m.walk)
	parts := n.unitParts(batch)
	a.add(shaders.UnitSums, of, parts.invocations, layers, uniform, m.layers, m.acts, m.pre, m.delta, m.nothing, m.units)
	if parts.several {
		a.add(shaders.UnitJoins, none, uint32(n.mostUnits()*shaders.UnitFields), layers, nil, m.layers, m.units)
	}
	a.add(shaders.UnitTotals, none, shaders.UnitFields, layers, nil, m.layers, m.totals, m.units)
	return a.Program()
}

// weightTotals adds the sums over each layer's weights, their gradients and
// the changes that a rule makes of them.
func (a *assembler) weightTotals(n *network, m *memory, o shaders.Options) {
	layers := uint32(len(n.layers))
	uniform := n.statsUniform(0, 0)
	a.add(shaders.Weights, o, n.weightSums(), layers, uniform, m.layers, m.params, m.grads, m.rates, m.partials, m.moments, m.norm, m.status)
	a.add(shaders.WeightTotals, shaders.Options{}, shaders.WeightFields, layers, uniform, m.partials, m.totals)
}

// cornerProgram samples the first units of every layer.
func cornerProgram(d *Device, n *network, m *memory, batch, most int, sample *device.Buffer) (*device.Program, error) {
	a := newAssembler(d)
	layers := uint32(len(n.layers))
	a.add(shaders.Corner, shaders.Options{}, uint32(most), layers,
		n.statsUniform(batch, most), m.layers, m.params, m.grads, m.acts, m.units, sample)
	return a.Program()
}
