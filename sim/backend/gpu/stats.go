package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
)

// statsProgram computes the per-layer statistics of what the pass has left.
func statsProgram(d *Device, n *layout.Network, m *memory, batch int, r layout.Rule) (*device.Program, error) {
	a := newAssembler(d)
	none, of := shaders.Options{}, shaders.Options{Act: n.SoleAct(), Images: n.Images()}
	layers := uint32(len(n.Layers))
	uniform := n.StatsUniform(batch, 0)
	if r.Clip {
		a.shrinkage(n, m)
	}
	a.weightTotals(n, m, r.Options())
	if r.Equalise {
		a.equalisedLost(n, m, r.Options())
	}
	a.add(shaders.ShutExamples, of, uint32(batch), layers, uniform, m.layers, m.acts, m.pre, m.nothing)
	a.add(shaders.BlockedExamples, none, 1, 1, uniform, m.totals, m.nothing, m.walk)
	parts := n.UnitParts(batch)
	a.add(shaders.UnitSums, of, parts.Invocations, layers, uniform, m.layers, m.acts, m.pre, m.delta, m.nothing, m.units)
	if parts.Several {
		a.add(shaders.UnitJoins, none, uint32(n.MostUnits()*shaders.UnitFields), layers, nil, m.layers, m.units)
	}
	a.add(shaders.UnitTotals, none, shaders.UnitFields, layers, nil, m.layers, m.totals, m.units)
	return a.Program()
}

// weightTotals adds the sums over each layer's weights, their gradients and
// the changes that a rule makes of them.
func (a *assembler) weightTotals(n *layout.Network, m *memory, o shaders.Options) {
	layers := uint32(len(n.Layers))
	uniform := n.StatsUniform(0, 0)
	a.add(shaders.Weights, o, n.WeightSums(), layers, uniform, m.layers, m.params, m.grads, m.rates, m.partials, m.moments, m.norm, m.status)
	a.add(shaders.WeightTotals, shaders.Options{}, shaders.WeightFields, layers, uniform, m.partials, m.totals)
}

// equalisedLost counts lost updates anew, now that the totals say by what Equalise
// scales each layer's change.
func (a *assembler) equalisedLost(n *layout.Network, m *memory, o shaders.Options) {
	layers := uint32(len(n.Layers))
	uniform := n.StatsUniform(0, 0)
	a.add(shaders.EqualFactors, shaders.Options{}, layers, 1, uniform, m.partials, m.totals)
	a.add(shaders.EqualisedLost, o, n.WeightSums(), layers, uniform, m.layers, m.params, m.grads, m.rates, m.partials, m.moments, m.norm, m.status)
	a.add(shaders.WeightTotals, shaders.Options{}, shaders.WeightFields, layers, uniform, m.partials, m.totals)
}

// cornerProgram samples the first units of every layer.
func cornerProgram(d *Device, n *layout.Network, m *memory, batch, most int, sample *device.Buffer) (*device.Program, error) {
	a := newAssembler(d)
	layers := uint32(len(n.Layers))
	a.add(shaders.Corner, shaders.Options{}, uint32(most), layers,
		n.StatsUniform(batch, most), m.layers, m.params, m.grads, m.acts, m.units, sample)
	return a.Program()
}
