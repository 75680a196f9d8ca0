package scene

import (
	"backflow/sim/wire"
)

// Part is a kind of thing that can be pointed at.
type Part uint8

// The parts.
const (
	None  Part = iota
	Unit       // a unit of a layer, or an input
	Edge       // a weight: from a unit of the layer before
	Gauge      // a layer's gauges
	Cell       // a moment and a layer of the waterfall
)

// String is the part's name in messages.
func (p Part) String() string {
	return [...]string{"none", "unit", "edge", "gauge", "cell"}[p]
}

// Target is what a pointer points at. Layers count from 0, the input is −1.
type Target struct {
	Part        Part
	Lane, Layer int
	Unit        int // of Unit and Edge
	From        int // of Edge: the unit of the layer before
	Bin         int // of Cell
}

// At returns what lies at a point of the newest Layout.
func (s *Scene) At(x, y float32) Target {
	for i := range s.lanes {
		b := &s.lanes[i]
		if t, ok := s.cellAt(i, x, y); ok {
			return t
		}
		if len(b.column) == 0 || y < b.net.y || y > b.gauge.y+b.gauge.h {
			continue
		}
		return s.partAt(i, x, y)
	}
	return Target{}
}

// partAt looks into one lane of the network view.
func (s *Scene) partAt(lane int, x, y float32) Target {
	b := &s.lanes[lane]
	column := nearest(b.column, x)
	if d := x - b.column[column]; max(d, -d) > b.pitch/2 || column >= len(b.rows) {
		return Target{}
	}
	if y >= b.gauge.y {
		if column == 0 {
			return Target{}
		}
		return Target{Part: Gauge, Lane: lane, Layer: column - 1}
	}
	if t, ok := b.unitAt(lane, column, x, y); ok && !b.crowded {
		return t
	}
	if b.tiled {
		return b.tileAt(lane, x)
	}
	return s.edgeAt(lane, x, y)
}

// tileAt stands for the layer whose weights are drawn at x.
func (b *laneBox) tileAt(lane int, x float32) Target {
	for layer := range len(b.column) - 1 {
		if x > b.column[layer] && x <= b.column[layer+1] {
			return Target{Part: Gauge, Lane: lane, Layer: layer}
		}
	}
	return Target{}
}

func (b *laneBox) unitAt(lane, column int, x, y float32) (Target, bool) {
	rows := b.rows[column]
	if len(rows) == 0 {
		return Target{}, false
	}
	unit, reach := nearest(rows, y), b.radius+4
	if b.mapped[column] {
		reach = b.thumb
	}
	dx, dy := x-b.column[column], y-rows[unit]
	return Target{Part: Unit, Lane: lane, Layer: column - 1, Unit: unit}, dx*dx+dy*dy <= reach*reach
}

// edgeReach is how far from an edge a pointer may be.
const edgeReach = 4

// edgeAt is the nearest edge drawn, if it is near enough.
func (s *Scene) edgeAt(lane int, x, y float32) Target {
	b, best := &s.lanes[lane], float32(edgeReach)
	var at Target
	for _, e := range b.edges {
		x0, x1 := b.column[e.layer], b.column[e.layer+1]
		if x < x0 || x > x1 {
			continue
		}
		y0, y1 := b.rows[e.layer][e.from], b.rows[e.layer+1][e.to]
		d := y - (y0 + (y1-y0)*(x-x0)/(x1-x0))
		if d = max(d, -d); d < best {
			best, at = d, Target{Part: Edge, Lane: lane, Layer: e.layer, Unit: e.to, From: e.from}
		}
	}
	return at
}

func (s *Scene) cellAt(lane int, x, y float32) (Target, bool) {
	l := &s.snap.Lanes[lane]
	for _, c := range s.lanes[lane].charts {
		if bin, layer, ok := c.cellAt(x, y, len(l.Trace.Steps), len(l.Layers)); ok {
			return Target{Part: Cell, Lane: lane, Layer: layer, Bin: bin}, true
		}
	}
	return Target{}, false
}

// nearest is the index of the value closest to x.
func nearest(values []float32, x float32) int {
	best := 0
	for i, v := range values {
		if d, least := v-x, values[best]-x; max(d, -d) < max(least, -least) {
			best = i
		}
	}
	return best
}

// Valid reports whether there still is what t points at.
func (s *Scene) valid(t Target) bool {
	if t.Part == None || t.Lane >= len(s.lanes) || t.Layer >= len(s.snap.Lanes[t.Lane].Layers) {
		return false
	}
	b, l := &s.lanes[t.Lane], &s.snap.Lanes[t.Lane]
	switch t.Part {
	case Gauge:
		return t.Layer >= 0 && t.Layer+1 < len(b.rows)
	case Cell:
		return t.Bin < len(l.Trace.Steps) && len(l.Trace.Levels) > 0
	case Edge:
		if t.Layer < 0 || t.Layer >= len(b.rows) || t.From >= len(b.rows[t.Layer]) || t.From >= l.Layers[t.Layer].SampleIn {
			return false
		}
	}
	return t.Layer+1 < len(b.rows) && t.Unit < len(b.rows[t.Layer+1])
}

// Move is the target in the direction of an arrow key ("ArrowLeft" …) from t,
// nothing for "Escape":
// from layer to layer, from unit to unit, from the first unit up to its layer
// and on to the lane above, from the last one down likewise. From nothing it
// goes to the last hidden layer of the first lane, where gradients come from.
func (s *Scene) Move(t Target, key string) Target {
	if s.snap == nil || len(s.snap.Lanes) == 0 || len(s.lanes) != len(s.snap.Lanes) {
		return Target{}
	}
	if key == "Escape" {
		return Target{}
	}
	if s.snap.View == wire.ViewWaterfall {
		return s.moveCell(t, key)
	}
	if !s.valid(t) {
		t = Target{Part: Gauge, Layer: max(0, len(s.snap.Lanes[0].Layers)-2)}
	} else {
		t = s.step(t, key)
	}
	if !s.valid(t) {
		return Target{}
	}
	return t
}

// step goes one further.
func (s *Scene) step(t Target, key string) Target {
	layers := len(s.snap.Lanes[t.Lane].Layers)
	switch key {
	case "ArrowLeft":
		t.Layer = max(t.Layer-1, 0)
	case "ArrowRight":
		t.Layer = min(t.Layer+1, layers-1)
	case "ArrowUp":
		return s.stepAcross(t, -1)
	case "ArrowDown":
		return s.stepAcross(t, 1)
	}
	if t.Part == Edge {
		t.Part = Unit
	}
	if rows := s.lanes[t.Lane].rows; t.Part == Unit {
		t.Unit = min(t.Unit, len(rows[t.Layer+1])-1)
	}
	return t
}

// stepAcross goes up or down: the gauges of a lane lie under its units.
func (s *Scene) stepAcross(t Target, by int) Target {
	last := len(s.lanes[t.Lane].rows[t.Layer+1]) - 1
	switch unit := t.Unit + by; {
	case t.Part == Gauge && by < 0 && last >= 0:
		return Target{Part: Unit, Lane: t.Lane, Layer: t.Layer, Unit: last}
	case t.Part != Gauge && unit > last:
		return Target{Part: Gauge, Lane: t.Lane, Layer: t.Layer}
	case t.Part != Gauge && unit >= 0:
		return Target{Part: Unit, Lane: t.Lane, Layer: t.Layer, Unit: unit}
	}
	lane := t.Lane + by
	if lane < 0 || lane >= len(s.lanes) {
		return t
	}
	layer := min(t.Layer, len(s.snap.Lanes[lane].Layers)-1)
	if by < 0 {
		return Target{Part: Gauge, Lane: lane, Layer: layer}
	}
	return Target{Part: Unit, Lane: lane, Layer: layer}
}

// moveCell goes from cell to cell of the waterfall, and on to the next lane.
func (s *Scene) moveCell(t Target, key string) Target {
	if !s.valid(t) {
		return Target{Part: Cell, Bin: len(s.snap.Lanes[0].Trace.Steps) - 1}
	}
	l := &s.snap.Lanes[t.Lane]
	switch key {
	case "ArrowLeft":
		t.Bin = max(t.Bin-1, 0)
	case "ArrowRight":
		t.Bin = min(t.Bin+1, len(l.Trace.Steps)-1)
	case "ArrowUp":
		t.Layer++
	case "ArrowDown":
		t.Layer--
	}
	switch {
	case t.Layer < 0 && t.Lane+1 < len(s.lanes):
		t.Lane++
		t.Layer = len(s.snap.Lanes[t.Lane].Layers) - 1
	case t.Layer >= len(l.Layers) && t.Lane > 0:
		t.Lane, t.Layer = t.Lane-1, 0
	}
	t.Layer = max(0, min(t.Layer, len(s.snap.Lanes[t.Lane].Layers)-1))
	t.Bin = min(t.Bin, len(s.snap.Lanes[t.Lane].Trace.Steps)-1)
	return t
}
