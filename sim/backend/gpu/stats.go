package gpu

import (
	"slices"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/nn"
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

// images reports whether a unit may have several values in one example.
func (n *network) images() bool {
	return slices.ContainsFunc(n.layers, func(l layer) bool { return n.stages[l.weights].pixels() > 1 })
}

// unitParts is how the values of units are shared out: how many invocations there
// are to a unit of each layer, and where the records of their sums begin.
type unitParts struct {
	each, first []uint32
	invocations uint32 // of a layer, at most
	several     bool   // to a unit, in some layer: their sums must be joined
	records     int
}

// unitParts gives an invocation a hundred values of a unit or more, as its sums
// must be added in turn, and does not split units where they are many.
func (n *network) unitParts(batch int) (p unitParts) {
	const values, mostParts, enough = 128, 64, 2048
	for _, l := range n.layers {
		w := n.stages[l.weights]
		parts := max(1, min(batch*w.pixels()/values, enough/w.out.C, mostParts))
		p.each = append(p.each, uint32(parts))
		p.invocations = max(p.invocations, uint32(parts*w.out.C))
		p.several = p.several || parts > 1
	}
	if p.several { // else the sums are the units' at once
		p.records = n.observedUnits()
	}
	for i, l := range n.layers {
		p.first = append(p.first, uint32(p.records))
		p.records += int(p.each[i]) * n.stages[l.weights].out.C
	}
	return p
}

// statsUniform is the uniform of stats.wgsl.
func (n *network) statsUniform(batch, most int) []uint32 {
	instructions := len(n.walk(batch)) / 2 // as many whatever the batch
	return []uint32{uint32(len(n.layers)), uint32(batch), uint32(most), uint32(n.params), uint32(instructions), n.weightSums()}
}

// weightSums is how many invocations share the weights of a layer: each has some
// to add up, as their sums must be added in turn.
func (n *network) weightSums() uint32 {
	const each, fewest = 16, 16
	most := 0
	for _, l := range n.layers {
		w := n.stages[l.weights]
		most = max(most, w.out.C*ld(w.fanIn()))
	}
	return uint32(min(max(most/each, fewest), shaders.WeightSums))
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

// cornerSize is how many floats the sample of one layer takes.
func cornerSize(most int) int { return most*shaders.SampleFields + 2*most*most }

// layerTable is the table of stats.wgsl: sixteen words a layer.
func (n *network) layerTable(batch int) []uint32 {
	at, _ := n.slots(batch)
	var table []uint32
	unit, parts := 0, n.unitParts(batch)
	for i, l := range n.layers {
		w, end := n.stages[l.weights], n.stages[l.end]
		table = append(table,
			uint32(w.out.C), uint32(w.fanIn()), uint32(at[l.end+1]), uint32(ld(end.out.Size())),
			uint32(w.weights), uint32(ld(w.fanIn())), uint32(end.act), uint32(unit),
			bitsOf(end.slope), bitsOf(saturation(end.act)),
			uint32(w.pixels()), uint32(w.out.W), uint32(l.pool), uint32(w.kernelSize()), parts.each[i], parts.first[i])
		unit += w.out.C
	}
	return table
}

// pixels is how many values a unit of a weighted stage has for one example.
func (s stage) pixels() int { return s.out.H * s.out.W }

// kernelSize is how many weights a unit has for one channel of its input.
func (s stage) kernelSize() int { return max(1, s.kernel*s.kernel) }

func (n *network) observedUnits() int {
	units := 0
	for _, l := range n.layers {
		units += n.stages[l.weights].out.C
	}
	return units
}

// walk lists what a gradient meets between the loss and the input: pairs of a
// place in shaders.Walk and an observed layer. See blockedGradients of package
// sim, which the shader repeats.
func (n *network) walk(batch int) []uint32 {
	w := walker{layer: len(n.layers), batch: batch}
	w.observed, _ = n.spec.Observed() // as newNetwork has found out
	w.walk(n.spec.Layers)
	return w.list
}

// walkLevels is how deep residual branches lie in each other, at most.
func (n *network) walkLevels() int {
	level, most := 0, 0
	list := n.walk(0)
	for i := 0; i < len(list); i += 2 {
		switch walkName(list[i]) {
		case "branch":
			level++
			most = max(most, level)
		case "rejoin":
			level--
		}
	}
	return most
}

func walkName(instruction uint32) string { return shaders.Walk[instruction] }

type walker struct {
	list     []uint32
	layer    int // observed layer that the walk has met last
	observed []nn.ObservedLayer
	batch    int
}

// alone reports whether the layer at place i normalises single values.
func (w *walker) alone(layers []nn.LayerSpec, i int) bool {
	j := nn.OwnerOf(layers, i)
	if j < 0 {
		return false
	}
	owner := w.layer
	if nn.ActivationOf(layers, j) < 0 { // which is still to be met
		owner--
	}
	return w.observed[owner].Spreadless(layers, i, w.batch)
}

func (w *walker) meet(what string) {
	for i, name := range shaders.Walk {
		if name == what {
			w.list = append(w.list, uint32(i), uint32(w.layer))
		}
	}
}

func (w *walker) walk(layers []nn.LayerSpec) {
	for i := len(layers) - 1; i >= 0; i-- {
		switch l := layers[i]; {
		case l.Kind.Weighted():
			if nn.ActivationOf(layers, i) < 0 { // else its activation has been met
				w.layer--
				w.meet("values")
			}
			w.meet("weights")
		case l.Kind == nn.KindAct:
			if nn.OwnerOf(layers, i) >= 0 {
				w.layer--
				w.meet("values")
			}
		case w.alone(layers, i):
			w.meet("alone")
		case l.Kind == nn.KindBatchNorm:
			w.meet("across")
		case l.Kind == nn.KindResidual:
			w.meet("branch")
			w.walk(l.Layers)
			w.meet("rejoin")
		}
	}
}
