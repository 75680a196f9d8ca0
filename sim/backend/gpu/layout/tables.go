package layout

import (
	"backflow/shaders"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// rows returns where the input and the output of every stage start, counted in
// rows of one number an example, and where all end.
func (n *Network) rows() (at []int, end int) {
	at = append(at, 0)
	end = LD(n.Inputs)
	for _, s := range n.Stages {
		at = append(at, end)
		end += LD(s.Out.Size())
	}
	return at, end
}

// StageTable is the first part of fused.wgsl's table, for one of several networks:
// twelve words a stage.
func (n *Network) StageTable(batch, lane int) []uint32 {
	first := lane * n.Params
	at, _ := n.rows()
	slots, _ := n.Slots(batch)
	var table []uint32
	for i, s := range n.Stages {
		dense := uint32(0)
		if s.weighted() {
			dense = 1
		}
		in := s.In.Size()
		table = append(table,
			dense, uint32(s.Out.Size()), uint32(in), uint32(first+s.Weights), uint32(LD(in)), uint32(first+s.Bias),
			uint32(at[i]), uint32(at[i+1]), uint32(s.Act), Bits(s.Slope), uint32(slots[i+1]), uint32(LD(s.Out.Size())))
	}
	return table
}

// ItemTable is the second part: four words for each four parameters, see
// fused_together.wgsl.
func (n *Network) ItemTable() []uint32 {
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
func (n *Network) items() (weights, biases []item) {
	rows, end := n.rows()
	layer := 0
	for k, s := range n.Stages {
		if !s.weighted() {
			continue
		}
		units, inputs, delta := s.Out.Size(), s.In.Size(), end+rows[k+1]
		for u := range units {
			for i := 0; i < LD(inputs); i += shaders.Quad {
				weights = append(weights, item{s.Weights + u*LD(inputs) + i, layer, delta + u, rows[k] + i})
			}
		}
		for u := 0; u < units; u += shaders.Quad {
			biases = append(biases, item{s.Bias + u, layer, delta + u, 0})
		}
		layer++
	}
	return weights, biases
}

// SoleAct is the one activation of the network but for linear stages, or
// shaders.Mixed.
func (n *Network) SoleAct() int {
	act := 0 // linear
	for _, s := range n.Stages {
		switch {
		case s.Act == 0 || s.Act == act:
		case act == 0:
			act = s.Act
		default:
			return shaders.Mixed
		}
	}
	return act
}

// LayerTable is the table of stats.wgsl: sixteen words a layer.
func (n *Network) LayerTable(batch int) []uint32 {
	at, _ := n.Slots(batch)
	var table []uint32
	unit, parts := 0, n.UnitParts(batch)
	for i, l := range n.Layers {
		w, end := n.Stages[l.Weights], n.Stages[l.end]
		table = append(table,
			uint32(w.Out.C), uint32(w.FanIn()), uint32(at[l.end+1]), uint32(LD(end.Out.Size())),
			uint32(w.Weights), uint32(LD(w.FanIn())), uint32(end.Act), uint32(unit),
			Bits(end.Slope), Bits(saturation(end.Act)),
			uint32(w.Pixels()), uint32(w.Out.W), uint32(l.pool), uint32(w.KernelSize()), parts.each[i], parts.first[i])
		unit += w.Out.C
	}
	return table
}

// saturation is the slope below which a unit is saturated.
func saturation(act int) float64 { return stats.SaturationLimit(nn.Functions[act]) }
