package scene

import (
	"backflow/render/draw"
)

// partAt looks into one lane of the network view.
func (s *Scene) partAt(lane int, x, y float32) Target {
	b := &s.lanes[lane]
	column := nearest(b.column, x)
	if d := x - b.column[column]; max(d, -d) > b.pitch/2 || column >= len(b.rows) {
		return Target{}
	}
	if y >= b.gauge.Y {
		if column == 0 {
			return Target{}
		}
		return Target{Part: Gauge, Lane: lane, Layer: column - 1}
	}
	if t, ok := b.unitAt(lane, column, x, y); ok && !b.crowded {
		return t
	}
	if b.tiled || b.crowded {
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

// hasUnit reports whether there still is a unit, an edge or a layer's gauges.
func (s *Scene) hasUnit(t Target) bool {
	b, l := &s.lanes[t.Lane], &s.snap.Lanes[t.Lane]
	if t.Layer >= len(l.Layers) || t.Layer < -1 || t.Layer+1 >= len(b.rows) || t.Layer+1 >= len(b.column) {
		return false
	}
	switch t.Part {
	case Gauge:
		return t.Layer >= 0
	case Edge:
		if t.Layer < 0 || t.From >= len(b.rows[t.Layer]) || t.From >= l.Layers[t.Layer].SampleIn {
			return false
		}
	}
	return t.Unit < len(b.rows[t.Layer+1])
}

// step goes one further.
func (s *Scene) step(t Target, key string) Target {
	layers := len(s.snap.Lanes[t.Lane].Layers)
	switch key {
	case "ArrowLeft":
		t.Layer = max(t.Layer-1, 0)
	case "ArrowRight":
		if next, ok := s.intoPlots(t); t.Layer == layers-1 && ok {
			return next
		}
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

// intoPlots is what lies right of a lane's output, at the same height.
func (s *Scene) intoPlots(t Target) (Target, bool) {
	b := &s.lanes[t.Lane]
	x, y := b.column[len(s.snap.Lanes[t.Lane].Layers)], b.gauge.Y+b.gauge.H/2
	if t.Part != Gauge {
		y = b.rows[t.Layer+1][t.Unit]
	}
	return b.enter(t.Lane, draw.BoxAt(x, y, 0, 0), 1, 0)
}

// outOfPlots is the unit or the gauges of a lane's output at a height.
func (s *Scene) outOfPlots(t Target, y float32) Target {
	b, last := &s.lanes[t.Lane], len(s.snap.Lanes[t.Lane].Layers)-1
	if y >= b.gauge.Y || last < 0 || last+1 >= len(b.rows) || len(b.rows[last+1]) == 0 {
		return Target{Part: Gauge, Lane: t.Lane, Layer: last}
	}
	return Target{Part: Unit, Lane: t.Lane, Layer: last, Unit: nearest(b.rows[last+1], y)}
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
