package scene

import (
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
func (s *Scene) note(lines []string, bounds box, put func(w, h float32) (x, y float32)) {
	th, line := s.view.Theme, theme.LineHeight(theme.Small)
	w, h := s.noteSize(lines)
	if s.low && (w > bounds.w || h > bounds.h) {
		bounds = box{1, 1, s.view.W - 2, s.floor - 2}
		lines = s.wrapAll(lines, bounds.w-noteMargin)
		w, h = s.noteSize(lines)
	}
	if w > bounds.w || h > bounds.h {
		return
	}
	x, y := put(w, h)
	x, y = clamp(x, bounds.x, bounds.x+bounds.w-w), clamp(y, bounds.y, bounds.y+bounds.h-h)
	s.clear(box{x - 1, y - 1, w + 2, h + 2})
	s.front(Shape{Kind: Rect, X: x - 1, Y: y - 1, X2: w + 2, Y2: h + 2, Color: th.Muted})
	s.front(Shape{Kind: Rect, X: x, Y: y, X2: w, Y2: h, Color: th.Background})
	for i, text := range lines {
		s.label(text, x+6, y+4+line*float32(i), 0, theme.Small, false, th.Text)
	}
}

// noteMargin is what a note's frame takes of its width.
const noteMargin = 12

// noteSize is the size of a box of lines.
func (s *Scene) noteSize(lines []string) (w, h float32) {
	for _, text := range lines {
		w = max(w, s.view.Measure(text, theme.Small, false))
	}
	return w + noteMargin, theme.LineHeight(theme.Small)*float32(len(lines)) + 8
}

// wrapAll breaks the lines that are too long for a width.
func (s *Scene) wrapAll(lines []string, width float32) (wrapped []string) {
	for _, text := range lines {
		wrapped = append(wrapped, s.wrap(text, theme.Small, width, 3)...)
	}
	return wrapped
}

// clear takes away the labels in a box.
func (s *Scene) clear(b box) {
	kept := s.Labels[:0]
	for _, l := range s.Labels {
		apart := l.X >= b.x+b.w || l.X+l.W <= b.x || l.Y >= b.y+b.h || l.Y+theme.LineHeight(l.Size) <= b.y
		if apart {
			kept = append(kept, l)
		}
	}
	s.Labels = kept
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
	if t.Part != Gauge {
		y = b.rows[t.Layer+1][t.Unit] - h/2
	}
	return max(x, b.net.x+1), max(b.net.y+1, min(y, b.net.y+b.net.h-h-1))
}

// path marks a target and the way that its gradient came from the loss: from
// unit to unit along the strongest senders.
func (s *Scene) path(b *laneBox, l *wire.Lane, t Target) {
	c := s.view.Theme.Text
	at := t
	switch t.Part {
	case Gauge:
		w := min(b.pitch, 60)
		marked := b.gauge
		if marked.h == 0 { // the layer stands for them
			marked = b.net
		}
		s.frame(box{b.column[t.Layer+1] - w/2, marked.y, w, marked.h}, c)
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
		s.front(Shape{Kind: Ring, X: b.column[t.Layer+1], Y: b.rows[t.Layer+1][t.Unit], R: b.radius + 5, Color: c})
	}
}

// hop marks an edge into a layer.
func (s *Scene) hop(b *laneBox, layer, from, to int, c theme.Color) {
	s.front(Shape{
		Kind: Line, X: b.column[layer], Y: b.rows[layer][from], X2: b.column[layer+1], Y2: b.rows[layer+1][to], R: 2.2, Color: c.Fade(0.85),
	})
}

// frame is the outline of a box.
func (s *Scene) frame(b box, c theme.Color) {
	for _, edge := range [...]box{{b.x, b.y, b.w, 1}, {b.x, b.y + b.h - 1, b.w, 1}, {b.x, b.y, 1, b.h}, {b.x + b.w - 1, b.y, 1, b.h}} {
		s.front(Shape{Kind: Rect, X: edge.x, Y: edge.y, X2: edge.w, Y2: edge.h, Color: c})
	}
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
		w, h := c.w/bins, c.h/layers
		cell := box{c.x + float32(t.Bin)*w, c.y + c.h - float32(t.Layer+1)*h, max(w, 3), max(h, 3)}
		s.frame(box{cell.x - 1, cell.y - 1, cell.w + 2, cell.h + 2}, s.view.Theme.Text)
	}
	c := b.charts[0]
	x := c.x + (float32(t.Bin)+0.5)*c.w/bins
	y := c.y + c.h - (float32(t.Layer)+0.5)*c.h/layers
	s.note(s.describe(t), c.box, func(w, h float32) (float32, float32) {
		left := x + 12
		if left+w > c.x+c.w-1 {
			left = x - 12 - w
		}
		return max(left, c.x+1), max(c.y+1, min(y-h/2, c.y+c.h-h-1))
	})
}
