package layout

import (
	"slices"

	"backflow/shaders"
)

// Images reports whether a unit may have several values in one example.
func (n *Network) Images() bool {
	return slices.ContainsFunc(n.Layers, func(l layer) bool { return n.Stages[l.Weights].Pixels() > 1 })
}

// unitParts is how the values of units are shared out: how many invocations there
// are to a unit of each layer, and where the records of their sums begin.
type unitParts struct {
	each, first []uint32
	Invocations uint32 // of a layer, at most
	Several     bool   // to a unit, in some layer: their sums must be joined
	Records     int
}

// UnitParts gives an invocation a hundred values of a unit or more, as its sums
// must be added in turn, and does not split units where they are many.
func (n *Network) UnitParts(batch int) (p unitParts) {
	const values, mostParts, enough = 128, 64, 2048
	for _, l := range n.Layers {
		w := n.Stages[l.Weights]
		parts := max(1, min(batch*w.Pixels()/values, enough/w.Out.C, mostParts))
		p.each = append(p.each, uint32(parts))
		p.Invocations = max(p.Invocations, uint32(parts*w.Out.C))
		p.Several = p.Several || parts > 1
	}
	if p.Several { // else the sums are the units' at once
		p.Records = n.observedUnits()
	}
	for i, l := range n.Layers {
		p.first = append(p.first, uint32(p.Records))
		p.Records += int(p.each[i]) * n.Stages[l.Weights].Out.C
	}
	return p
}

// StatsUniform is the uniform of stats.wgsl.
func (n *Network) StatsUniform(batch, most int) []uint32 {
	instructions := len(n.Walk(batch)) / 2 // as many whatever the batch
	return []uint32{uint32(len(n.Layers)), uint32(batch), uint32(most), uint32(n.Params), uint32(instructions), n.WeightSums()}
}

// WeightSums is how many invocations share the weights of a layer: each has some
// to add up, as their sums must be added in turn.
func (n *Network) WeightSums() uint32 {
	const each, fewest = 16, 16
	most := 0
	for _, l := range n.Layers {
		w := n.Stages[l.Weights]
		most = max(most, w.Out.C*LD(w.FanIn()))
	}
	return uint32(min(max(most/each, fewest), shaders.WeightSums))
}

// CornerSize is how many floats the sample of one layer takes.
func CornerSize(most int) int { return most*shaders.SampleFields + 2*most*most }

func (n *Network) observedUnits() int {
	units := 0
	for _, l := range n.Layers {
		units += n.Stages[l.Weights].Out.C
	}
	return units
}

// Counters is how many invocations share the values of a layer: each has some
// to count, as what its workgroup has found must be added in turn.
func (n *Network) Counters(batch int) uint32 {
	const each, mostGroups = 128, 1 << 15
	most := 0
	for _, l := range n.Layers {
		w := n.Stages[l.Weights]
		most = max(most, batch*w.Out.Size(), w.Out.C*w.FanIn())
	}
	size := shaders.CountValues.SizeX
	return size * min(CeilDiv(uint32(most), each*size), mostGroups)
}

// HistogramFields is the length of the records of all layers.
func (n *Network) HistogramFields() int { return len(n.Layers) * shaders.HistogramFields }

// Totals is the number of floats of the per-layer sums.
func (n *Network) Totals() int { return len(n.Layers) * shaders.TotalFields }
