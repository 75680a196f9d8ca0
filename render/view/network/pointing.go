package network

import (
	"backflow/render/draw"
	"backflow/render/layout"
)

// What can be pointed at in a network.
const (
	unitPart  layout.Part = "unit"  // a unit of a layer, or an input
	edgePart  layout.Part = "edge"  // a weight: from a unit of the layer before
	gaugePart layout.Part = "gauge" // a layer's gauges
)

// Start is the last hidden layer, where gradients come from.
func (n *network) Start(lane int) layout.Target {
	return layout.Target{Part: gaugePart, Lane: lane, Layer: max(0, len(n.Snap.Lanes[lane].Layers)-2)}
}

// At is what lies at a point: of a picture, or of the network and its gauges.
func (n *network) At(lane int, x, y float32) (layout.Target, bool) {
	if t, ok := n.Plots.At(lane, x, y); ok {
		return t, true
	}
	b := &n.lanes[lane]
	if len(b.column) == 0 || y < b.Body.Y || y > b.gauge.Y+b.gauge.H {
		return layout.Target{}, false
	}
	return b.partAt(lane, x, y), true
}

// Has reports whether there still is a unit, an edge, a layer's gauges or a cell of
// a picture.
func (n *network) Has(t layout.Target) bool {
	if inNetwork(t) {
		return n.hasUnit(t)
	}
	return n.Plots.Has(t)
}

// inNetwork reports whether a target is no cell of a picture.
func inNetwork(t layout.Target) bool {
	return t.Part == unitPart || t.Part == edgePart || t.Part == gaugePart
}

// Move goes from layer to layer and from unit to unit, from the first unit up to the
// lane above, from the last one down to the layer's gauges and on; from the output on
// to the pictures at its right, and back.
func (n *network) Move(t layout.Target, key string) layout.Target {
	if inNetwork(t) {
		return n.step(t, key)
	}
	if next, ok := n.MoveWithin(t, key); ok {
		return next
	}
	if dx, _ := layout.Direction(key); dx < 0 {
		at := n.Cell(t)
		return n.outOfPlots(t, at.Y+at.H/2)
	}
	return n.Plots.Move(t, key)
}

// Mark marks a target and the way that its gradient came from the loss, and writes
// its numbers beside it.
func (n *network) Mark(t layout.Target) {
	if !inNetwork(t) {
		n.Plots.Mark(t)
		return
	}
	b := &n.lanes[t.Lane]
	b.path(t)
	n.Note(n.Describe(t), b.Body, func(w, h float32) (x, y float32) { return b.beside(t, w, h) })
}

// hasUnit reports whether there still is a unit, an edge or a layer's gauges.
func (n *network) hasUnit(t layout.Target) bool {
	b := &n.lanes[t.Lane]
	l := b.l
	if t.Layer >= len(l.Layers) || t.Layer < -1 || t.Layer+1 >= len(b.rows) || t.Layer+1 >= len(b.column) {
		return false
	}
	switch t.Part {
	case gaugePart:
		return t.Layer >= 0
	case edgePart:
		if t.Layer < 0 || t.From >= len(b.rows[t.Layer]) || t.From >= l.Layers[t.Layer].SampleIn {
			return false
		}
	}
	return t.Unit < len(b.rows[t.Layer+1])
}

// step goes one further.
func (n *network) step(t layout.Target, key string) layout.Target {
	layers := len(n.Snap.Lanes[t.Lane].Layers)
	switch key {
	case "ArrowLeft":
		t.Layer = max(t.Layer-1, 0)
	case "ArrowRight":
		if next, ok := n.intoPlots(t); t.Layer == layers-1 && ok {
			return next
		}
		t.Layer = min(t.Layer+1, layers-1)
	case "ArrowUp":
		return n.stepAcross(t, -1)
	case "ArrowDown":
		return n.stepAcross(t, 1)
	}
	if t.Part == edgePart {
		t.Part = unitPart
	}
	if rows := n.lanes[t.Lane].rows; t.Part == unitPart {
		t.Unit = min(t.Unit, len(rows[t.Layer+1])-1)
	}
	return t
}

// intoPlots is what lies right of a lane's output, at the same height.
func (n *network) intoPlots(t layout.Target) (layout.Target, bool) {
	b := &n.lanes[t.Lane]
	x, y := b.column[len(n.Snap.Lanes[t.Lane].Layers)], b.gauge.Y+b.gauge.H/2
	if t.Part != gaugePart {
		y = b.rows[t.Layer+1][t.Unit]
	}
	return n.Enter(t.Lane, draw.BoxAt(x, y, 0, 0), 1, 0)
}

// outOfPlots is the unit or the gauges of a lane's output at a height.
func (n *network) outOfPlots(t layout.Target, y float32) layout.Target {
	b, last := &n.lanes[t.Lane], len(n.Snap.Lanes[t.Lane].Layers)-1
	if y >= b.gauge.Y || last < 0 || last+1 >= len(b.rows) || len(b.rows[last+1]) == 0 {
		return layout.Target{Part: gaugePart, Lane: t.Lane, Layer: last}
	}
	return layout.Target{Part: unitPart, Lane: t.Lane, Layer: last, Unit: nearest(b.rows[last+1], y)}
}

// stepAcross goes up or down: the gauges of a lane lie under its units.
func (n *network) stepAcross(t layout.Target, by int) layout.Target {
	last := len(n.lanes[t.Lane].rows[t.Layer+1]) - 1
	switch unit := t.Unit + by; {
	case t.Part == gaugePart && by < 0 && last >= 0:
		return layout.Target{Part: unitPart, Lane: t.Lane, Layer: t.Layer, Unit: last}
	case t.Part != gaugePart && unit > last:
		return layout.Target{Part: gaugePart, Lane: t.Lane, Layer: t.Layer}
	case t.Part != gaugePart && unit >= 0:
		return layout.Target{Part: unitPart, Lane: t.Lane, Layer: t.Layer, Unit: unit}
	}
	lane := t.Lane + by
	if lane < 0 || lane >= len(n.lanes) {
		return t
	}
	layer := min(t.Layer, len(n.Snap.Lanes[lane].Layers)-1)
	if by < 0 {
		return layout.Target{Part: gaugePart, Lane: lane, Layer: layer}
	}
	return layout.Target{Part: unitPart, Lane: lane, Layer: layer}
}
