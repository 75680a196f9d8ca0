package scene

import (
	"strconv"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// Target is what a pointer points at, if it hits anything: a unit of a layer,
// or with Unit −1 the layer's gauges. Layers count from 0, the input is −1.
type Target struct {
	Hit               bool
	Lane, Layer, Unit int
}

// At returns what lies at a point of the newest Layout.
func (s *Scene) At(x, y float32) Target {
	for i := range s.lanes {
		b := &s.lanes[i]
		if len(b.column) == 0 || y < b.net.y || y > b.gauge.y+b.gauge.h {
			continue
		}
		column := nearest(b.column, x)
		if d := x - b.column[column]; max(d, -d) > b.pitch/2 || column >= len(b.rows) {
			return Target{}
		}
		if y >= b.gauge.y {
			return gaugeAt(i, column)
		}
		return b.unitAt(i, column, y)
	}
	return Target{}
}

func gaugeAt(lane, column int) Target {
	if column == 0 {
		return Target{}
	}
	return Target{true, lane, column - 1, -1}
}

func (b *laneBox) unitAt(lane, column int, y float32) Target {
	rows := b.rows[column]
	if len(rows) == 0 {
		return Target{}
	}
	unit := nearest(rows, y)
	if d := y - rows[unit]; max(d, -d) > b.radius+4 {
		return Target{}
	}
	return Target{true, lane, column - 1, unit}
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

// readout writes the numbers of what is pointed at into a box over the
// network, where no other label stands.
func (s *Scene) readout(t Target) {
	if !t.Hit || t.Lane >= len(s.snap.Lanes) {
		return
	}
	b, l := &s.lanes[t.Lane], &s.snap.Lanes[t.Lane]
	lines := describe(l, t)
	if len(lines) == 0 || t.Layer+1 >= len(b.rows) || t.Unit >= len(b.rows[t.Layer+1]) {
		return
	}
	th, line := s.view.Theme, theme.LineHeight(theme.Small)
	w := float32(0)
	for _, text := range lines {
		w = max(w, s.view.Measure(text, theme.Small, false))
	}
	w, h := w+12, line*float32(len(lines))+8
	if w > b.net.w || h > b.net.h {
		return
	}
	x, y := b.beside(t, w, h)
	s.front(Shape{Kind: Rect, X: x - 1, Y: y - 1, X2: w + 2, Y2: h + 2, Color: th.Muted})
	s.front(Shape{Kind: Rect, X: x, Y: y, X2: w, Y2: h, Color: th.Background})
	for i, text := range lines {
		s.label(text, x+6, y+4+line*float32(i), 0, theme.Small, false, th.Text)
	}
}

// beside places a box of w × h within the network, next to a target but not
// over it.
func (b *laneBox) beside(t Target, w, h float32) (x, y float32) {
	away := b.radius + 8
	x = b.column[t.Layer+1] + away
	if x+w > b.net.x+b.net.w {
		x = b.column[t.Layer+1] - away - w
	}
	y = b.net.y + b.net.h - h - 1
	if t.Unit >= 0 {
		y = b.rows[t.Layer+1][t.Unit] - h/2
	}
	return max(x, b.net.x+1), max(b.net.y+1, min(y, b.net.y+b.net.h-h-1))
}

// describe says in a few lines what is known of a target.
func describe(l *wire.Lane, t Target) []string {
	switch {
	case t.Layer < 0 && t.Unit >= 0 && t.Unit < len(l.Input):
		return []string{"input " + strconv.Itoa(t.Unit+1) + ": " + Number(float64(l.Input[t.Unit]))}
	case t.Layer < 0 || t.Layer >= len(l.Layers):
		return nil
	case t.Unit < 0:
		return describeLayer(&l.Layers[t.Layer])
	}
	return describeUnit(&l.Layers[t.Layer], t.Unit)
}

func describeLayer(y *wire.Layer) []string {
	return []string{
		"layer " + y.Name + ", " + strconv.Itoa(y.Units) + " units",
		"RMS δ " + Number(y.DeltaRMS),
		"RMS ∂C/∂W " + Number(y.DWRMS),
		"dead " + percent(y.Dead) + ", saturated " + percent(y.Saturated),
	}
}

func describeUnit(y *wire.Layer, unit int) []string {
	if unit >= len(y.Act) || unit >= len(y.Delta) || unit >= len(y.Flags) {
		return nil
	}
	lines := []string{
		"layer " + y.Name + ", unit " + strconv.Itoa(unit+1),
		"activation " + Number(float64(y.Act[unit])),
		"RMS δ " + Number(float64(y.Delta[unit])),
	}
	switch flags := y.Flags[unit]; {
	case flags&wire.UnitDead != 0:
		lines[0] += ", dead"
	case flags&wire.UnitSaturated != 0:
		lines[0] += ", saturated"
	}
	return lines
}
