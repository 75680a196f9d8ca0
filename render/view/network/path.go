package network

import (
	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// partAt looks into one lane of the network view.
func (b *lane) partAt(lane int, x, y float32) layout.Target {
	column := nearest(b.column, x)
	if d := x - b.column[column]; max(d, -d) > b.pitch/2 || column >= len(b.rows) {
		return layout.Target{}
	}
	if y >= b.gauge.Y {
		if column == 0 {
			return layout.Target{}
		}
		return layout.Target{Part: gaugePart, Lane: lane, Layer: column - 1}
	}
	if t, ok := b.unitAt(lane, column, x, y); ok && !b.crowded {
		return t
	}
	if b.tiled || b.crowded {
		return b.tileAt(lane, x)
	}
	return b.edgeAt(lane, x, y)
}

// tileAt stands for the layer whose weights are drawn at x.
func (b *lane) tileAt(lane int, x float32) layout.Target {
	for layer := range len(b.column) - 1 {
		if x > b.column[layer] && x <= b.column[layer+1] {
			return layout.Target{Part: gaugePart, Lane: lane, Layer: layer}
		}
	}
	return layout.Target{}
}

func (b *lane) unitAt(lane, column int, x, y float32) (layout.Target, bool) {
	rows := b.rows[column]
	if len(rows) == 0 {
		return layout.Target{}, false
	}
	unit, reach := nearest(rows, y), b.radius+4
	if b.mapped[column] {
		reach = b.thumb
	}
	dx, dy := x-b.column[column], y-rows[unit]
	return layout.Target{Part: unitPart, Lane: lane, Layer: column - 1, Unit: unit}, dx*dx+dy*dy <= reach*reach
}

// edgeReach is how far from an edge a pointer may be.
const edgeReach = 4

// edgeAt is the nearest edge drawn, if it is near enough.
func (b *lane) edgeAt(lane int, x, y float32) layout.Target {
	best := float32(edgeReach)
	var at layout.Target
	for _, e := range b.drawn {
		x0, x1 := b.column[e.layer], b.column[e.layer+1]
		if x < x0 || x > x1 {
			continue
		}
		y0, y1 := b.rows[e.layer][e.from], b.rows[e.layer+1][e.to]
		d := y - (y0 + (y1-y0)*(x-x0)/(x1-x0))
		if d = max(d, -d); d < best {
			best, at = d, layout.Target{Part: edgePart, Lane: lane, Layer: e.layer, Unit: e.to, From: e.from}
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

// beside places a box of w × h within the network, next to a target but not
// over it.
func (b *lane) beside(t layout.Target, w, h float32) (x, y float32) {
	away := b.radius + 8
	x = b.column[t.Layer+1] + away
	if x+w > b.Body.X+b.Body.W {
		x = b.column[t.Layer+1] - away - w
	}
	y = b.Body.Y + b.Body.H - h - 1
	if t.Part != gaugePart {
		y = b.rows[t.Layer+1][t.Unit] - h/2
	}
	return max(x, b.Body.X+1), max(b.Body.Y+1, min(y, b.Body.Y+b.Body.H-h-1))
}

// path marks a target and the way that its gradient came from the loss: from
// unit to unit along the strongest senders.
func (b *lane) path(t layout.Target) {
	c := b.Theme.Text
	at := t
	switch t.Part {
	case gaugePart:
		w := min(b.pitch, 60)
		marked := b.gauge
		if marked.H == 0 { // the layer stands for them
			marked = b.Body
		}
		b.Frame(draw.BoxAt(b.column[t.Layer+1]-w/2, marked.Y, w, marked.H), c)
		at.Unit = strongestUnit(&b.l.Layers[t.Layer], len(b.rows[t.Layer+1]))
	case edgePart:
		b.link(t.Layer, t.From, t.Unit, c)
	}
	for layer := at.Layer; layer+1 < len(b.l.Layers); layer++ {
		if layer < 0 || at.Unit >= len(b.source[layer]) {
			break
		}
		next := b.source[layer][at.Unit]
		b.link(layer+1, at.Unit, next, c)
		at.Unit = next
	}
	if t.Part != gaugePart {
		b.Over(draw.Shape{Kind: draw.Ring, X: b.column[t.Layer+1], Y: b.rows[t.Layer+1][t.Unit], R: b.radius + 5, Color: c})
	}
}

// link marks an edge into a layer.
func (b *lane) link(layer, from, to int, c theme.Color) {
	b.Over(draw.Shape{
		Kind: draw.Line, X: b.column[layer], Y: b.rows[layer][from], X2: b.column[layer+1], Y2: b.rows[layer+1][to], R: 2.2, Color: c.Fade(0.85),
	})
}

// strongestUnit is the unit, of the first n, with the largest δ.
func strongestUnit(y *wire.Layer, n int) int {
	best := 0
	for k := range min(n, len(y.Delta)) {
		if y.Delta[k] > y.Delta[best] {
			best = k
		}
	}
	return best
}
