package scene

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// lowBands stacks low lanes of charts, words at their left. What stands over a chart
// stands over the first only, and its axis under the last.
func (s *Scene) lowBands(bottom float32, fill func(b *laneBox, l *wire.Lane, body draw.Box)) {
	head, foot := s.lowAxes(bottom)
	h := s.share(bottom - head - foot)
	f := frame{form: s.formOf(h)}
	f.words = s.wordsWidth(f.form, h)
	for i := range s.lanes {
		b, l := &s.lanes[i], &s.snap.Lanes[i]
		b.all.Y += head
		b.form = f.form
		s.placeLow(b, f)
		s.title(b, l)
		if len(l.Layers) > 0 {
			s.lowBand(b, l, i == 0 && head > 0, i == len(s.lanes)-1 && foot > 0, fill)
		}
		b.net = draw.Box{} // there is none
	}
}

// lowAxes is the room over and under low charts for their captions and their axis:
// none where that would leave too little of them.
func (s *Scene) lowAxes(bottom float32) (head, foot float32) {
	head, foot = caption, caption
	if s.snap.View == wire.ViewPhase {
		head = 0 // the words tell
	}
	n, at := float32(len(s.snap.Lanes)), s.spacing()
	if h := (bottom - head - foot - at.top - at.gap*(n-1)) / n; h < leastBeside {
		return 0, 0
	}
	return head, foot
}

// fewer reports whether charts of δ stand alone, as their lanes are low and narrow.
func (s *Scene) fewer() bool { return s.narrow() || s.low && !s.capped }

// lowRows names the output and layer 1 at the ends of a low chart, and the middle
// where that fits.
func (s *Scene) lowRows(b draw.Box, l *wire.Lane) {
	n, line := len(l.Layers), theme.LineHeight(theme.Small)
	if s.rowNames(b.H) == 0 {
		return
	}
	s.rowName(l, n-1, b.X, b.Y)
	if n > 1 {
		s.rowName(l, 0, b.X, b.Y+b.H-line)
	}
	if middle := n / 2; middle > 0 && middle < n-1 && b.H >= 4*line {
		s.rowName(l, middle, b.X, b.Y+b.H-(float32(middle)+0.5)*b.H/float32(n)-line/2)
	}
}

// lowBand draws one low chart, and of its labels those that have a place.
func (s *Scene) lowBand(b *laneBox, l *wire.Lane, head, foot bool, fill func(b *laneBox, l *wire.Lane, body draw.Box)) {
	before := len(s.Labels)
	c := b.net
	fill(b, l, draw.BoxAt(c.X, c.Y-caption, c.W, c.H+2*caption))
	kept := s.Labels[:before]
	for _, label := range s.Labels[before:] {
		over, under := label.Y < c.Y, label.Y+theme.LineHeight(label.Size) > c.Y+c.H
		if (head || !over) && (foot || !under) {
			kept = append(kept, label)
		}
	}
	s.Labels = kept
}
