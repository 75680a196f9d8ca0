package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

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

// saturation is the slope below which a unit is saturated.
func saturation(act int) float64 { return stats.SaturationLimit(nn.Functions[act]) }
