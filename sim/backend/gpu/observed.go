package gpu

import (
	"slices"

	"backflow/shaders"
)

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

// cornerSize is how many floats the sample of one layer takes.
func cornerSize(most int) int { return most*shaders.SampleFields + 2*most*most }

func (n *network) observedUnits() int {
	units := 0
	for _, l := range n.layers {
		units += n.stages[l.weights].out.C
	}
	return units
}

// counters is how many invocations share the values of a layer: each has some
// to count, as what its workgroup has found must be added in turn.
func (n *network) counters(batch int) uint32 {
	const each, mostGroups = 128, 1 << 15
	most := 0
	for _, l := range n.layers {
		w := n.stages[l.weights]
		most = max(most, batch*w.out.Size(), w.out.C*w.fanIn())
	}
	size := shaders.CountValues.SizeX
	return size * min(ceilDiv(uint32(most), each*size), mostGroups)
}

// histogramFields is the length of the records of all layers.
func (n *network) histogramFields() int { return len(n.layers) * shaders.HistogramFields }

// totals is the number of floats of the per-layer sums.
func (n *network) totals() int { return len(n.layers) * shaders.TotalFields }
