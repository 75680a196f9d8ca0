package scene

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// readout writes the numbers of what is pointed at into a box, where no other
// label stands, and marks it.
func (s *Scene) readout(t Target) {
	if !s.valid(t) {
		return
	}
	b, l := &s.lanes[t.Lane], &s.snap.Lanes[t.Lane]
	switch {
	case t.Part == Cell:
		s.cellReadout(b, l, t)
		return
	case t.Part >= Bar:
		s.plotReadout(b, l, t)
		return
	}
	s.path(b, l, t)
	s.note(s.describe(t), b.net, func(w, h float32) (x, y float32) { return b.beside(t, w, h) })
}

// note writes lines into a framed box within bounds; put says where. On a low stage
// it may lie over the lanes above and below, and hides what they say there.
func (s *Scene) note(lines []string, bounds draw.Box, put func(w, h float32) (x, y float32)) {
	th, line := s.Theme, theme.LineHeight(theme.Small)
	w, h := s.noteSize(lines)
	if s.low && (w > bounds.W || h > bounds.H) {
		bounds = draw.BoxAt(1, 1, s.view.W-2, s.floor-2)
		lines = s.wrapAll(lines, bounds.W-noteMargin)
		w, h = s.noteSize(lines)
	}
	if w > bounds.W || h > bounds.H {
		return
	}
	x, y := put(w, h)
	x, y = clamp(x, bounds.X, bounds.X+bounds.W-w), clamp(y, bounds.Y, bounds.Y+bounds.H-h)
	s.Clear(draw.BoxAt(x-1, y-1, w+2, h+2))
	s.Over(draw.Shape{Kind: draw.Rect, X: x - 1, Y: y - 1, X2: w + 2, Y2: h + 2, Color: th.Muted})
	s.Over(draw.Shape{Kind: draw.Rect, X: x, Y: y, X2: w, Y2: h, Color: th.Background})
	for i, text := range lines {
		s.Text(text, x+6, y+4+line*float32(i), 0, theme.Small, false, th.Text)
	}
}

// noteMargin is what a note's frame takes of its width.
const noteMargin = 12

// noteSize is the size of a box of lines.
func (s *Scene) noteSize(lines []string) (w, h float32) {
	for _, text := range lines {
		w = max(w, s.Measure(text, theme.Small, false))
	}
	return w + noteMargin, theme.LineHeight(theme.Small)*float32(len(lines)) + 8
}

// wrapAll breaks the lines that are too long for a width.
func (s *Scene) wrapAll(lines []string, width float32) (wrapped []string) {
	for _, text := range lines {
		wrapped = append(wrapped, s.Wrap(text, theme.Small, width, 3)...)
	}
	return wrapped
}

// beside places a box of w × h within the network, next to a target but not
// over it.
func (b *laneBox) beside(t Target, w, h float32) (x, y float32) {
	away := b.radius + 8
	x = b.column[t.Layer+1] + away
	if x+w > b.net.X+b.net.W {
		x = b.column[t.Layer+1] - away - w
	}
	y = b.net.Y + b.net.H - h - 1
	if t.Part != Gauge {
		y = b.rows[t.Layer+1][t.Unit] - h/2
	}
	return max(x, b.net.X+1), max(b.net.Y+1, min(y, b.net.Y+b.net.H-h-1))
}

// path marks a target and the way that its gradient came from the loss: from
// unit to unit along the strongest senders.
func (s *Scene) path(b *laneBox, l *wire.Lane, t Target) {
	c := s.Theme.Text
	at := t
	switch t.Part {
	case Gauge:
		w := min(b.pitch, 60)
		marked := b.gauge
		if marked.H == 0 { // the layer stands for them
			marked = b.net
		}
		s.Frame(draw.BoxAt(b.column[t.Layer+1]-w/2, marked.Y, w, marked.H), c)
		at.Unit = strongestUnit(&l.Layers[t.Layer], len(b.rows[t.Layer+1]))
	case Edge:
		s.hop(b, t.Layer, t.From, t.Unit, c)
	}
	for layer := at.Layer; layer+1 < len(l.Layers); layer++ {
		if layer < 0 || at.Unit >= len(b.source[layer]) {
			break
		}
		next := b.source[layer][at.Unit]
		s.hop(b, layer+1, at.Unit, next, c)
		at.Unit = next
	}
	if t.Part != Gauge {
		s.Over(draw.Shape{Kind: draw.Ring, X: b.column[t.Layer+1], Y: b.rows[t.Layer+1][t.Unit], R: b.radius + 5, Color: c})
	}
}

// hop marks an edge into a layer.
func (s *Scene) hop(b *laneBox, layer, from, to int, c theme.Color) {
	s.Over(draw.Shape{
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

// cellReadout marks a moment in both charts of a waterfall.
func (s *Scene) cellReadout(b *laneBox, l *wire.Lane, t Target) {
	bins, layers := float32(len(l.Trace.Steps)), float32(len(l.Layers))
	for _, c := range b.charts {
		w, h := c.W/bins, c.H/layers
		cell := draw.BoxAt(c.X+float32(t.Bin)*w, c.Y+c.H-float32(t.Layer+1)*h, max(w, 3), max(h, 3))
		s.Frame(draw.BoxAt(cell.X-1, cell.Y-1, cell.W+2, cell.H+2), s.Theme.Text)
	}
	c := b.charts[0]
	x := c.X + (float32(t.Bin)+0.5)*c.W/bins
	y := c.Y + c.H - (float32(t.Layer)+0.5)*c.H/layers
	s.note(s.describe(t), c.Box, func(w, h float32) (float32, float32) {
		left := x + 12
		if left+w > c.X+c.W-1 {
			left = x - 12 - w
		}
		return max(left, c.X+1), max(c.Y+1, min(y-h/2, c.Y+c.H-h-1))
	})
}
