package scene

import (
	"math"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// gauges draws, under each layer, its RMS δ as a bar and its RMS ∂C/∂W as a
// diamond, on the one absolute axis, with the theory dashed over them.
func (s *Scene) gauges(b *laneBox, l *wire.Lane) {
	if b.gauge.h <= 0 {
		return
	}
	s.axisLines(b)
	w := barWidth(b.pitch)
	free := b.gauge.x // where the next exponent may start
	for i := range l.Layers {
		if i >= b.phase.reached {
			free = s.bar(b, b.column[i+1], w, &l.Layers[i], free)
		}
	}
	s.profile(b, l)
	for i := b.phase.reached; i < len(l.Layers); i++ {
		s.weightMark(b, b.column[i+1], w, l.Layers[i].DWRMS)
	}
	s.theoryLine(b, l)
	s.layerNames(b, l)
}

// barWidth is a whole number of pixels: snapped to the screen, bars of other
// widths would not be equally wide.
func barWidth(pitch float32) float32 {
	return max(2, min(float32(math.Round(float64(pitch)*0.46)), 24))
}

// axisLines draws the decades with their labels.
func (s *Scene) axisLines(b *laneBox) {
	th := s.view.Theme
	s.rect(b.gauge, th.Panel)
	line := theme.LineHeight(theme.Small)
	step := s.axis.Step(max(2, int(b.gauge.h/(1.22*line))+1))
	for exp := s.axis.Hi; exp >= s.axis.Lo; exp -= step {
		y := b.height(s.axis.Position(float64(exp)))
		s.line(b.gauge.x, y, b.gauge.x+b.gauge.w, y, 1, th.Rule)
		if b.gauge.h < 1.7*line && exp > s.axis.Lo {
			continue // no room for more than one
		}
		y = min(y-line/2, b.height(0)+4-line) // the layers' numbers stand below
		s.label(theme.Power(exp), b.gauge.x-5, y, 1, theme.Small, false, th.Muted)
	}
}

// height is the y of a position on the axis.
func (b *laneBox) height(t float32) float32 { return b.gauge.y + b.gauge.h*(1-t) }

// bar draws a layer's RMS δ. What the axis cannot show has a mark of its own:
// a zero a crossed-out circle, a float32 underflow a double arrow, and what
// lies below or above an arrow with its decade, where that fits right of free.
// It returns where the next decade may be written.
func (s *Scene) bar(b *laneBox, x, w float32, y *wire.Layer, free float32) float32 {
	th := s.view.Theme
	t, place := s.axis.At(y.DeltaRMS)
	r, foot := min(w/2, 4), b.height(0)-7
	switch {
	case place == theme.Unknown:
		s.cross(x, foot, r, th.Alarm)
		return free
	case place == theme.Zero && y.Underflow > 0, place == theme.Below && y.Underflow > 0.5:
		s.underflow(x, foot, r, th.Measured)
		return free
	case place == theme.Zero:
		s.zero(x, foot, r, th.Measured)
		return free
	case place == theme.Below:
		s.arrow(x, foot, r, th.Measured, 1)
		return s.decade(b, x, foot-r-2-theme.LineHeight(theme.Small), y.DeltaRMS, free)
	}
	top := b.height(t)
	s.rect(box{x - w/2, top, w, b.height(0) - top}, th.Magnitude.At(0.1+0.9*t))
	s.rect(box{x - w/2, top - 0.5, w, 1.5}, th.Measured) // the end reads even where the bar is dark
	if place == theme.Above {
		s.arrow(x, top+3+r, r, th.Background, -1)
		return s.decade(b, x, top+2*r+6, y.DeltaRMS, free)
	}
	return free
}

// decade writes a value's power of ten, if it does not touch the one before.
func (s *Scene) decade(b *laneBox, x, y float32, value float64, free float32) float32 {
	text := "∞"
	if !math.IsInf(value, 0) {
		text = theme.Power(theme.Exponent(value))
	}
	w := s.view.Measure(text, theme.Small, false)
	outside := y < b.gauge.y || y+theme.LineHeight(theme.Small) > b.height(0)+2
	if outside || x-w/2 < free || x+w/2 > b.gauge.x+b.gauge.w {
		return free
	}
	s.label(text, x, y, 0.5, theme.Small, false, s.view.Theme.Text)
	return x + w/2 + 4
}

// zero is a crossed-out circle, the empty set.
func (s *Scene) zero(x, y, r float32, c theme.Color) {
	s.back(Shape{Kind: Disc, X: x, Y: y, R: r, Color: c})
	s.back(Shape{Kind: Disc, X: x, Y: y, R: r - 1.2, Color: s.view.Theme.Panel})
	s.line(x-r, y+r, x+r, y-r, 1.2, c)
}

// cross marks what is not a number.
func (s *Scene) cross(x, y, r float32, c theme.Color) {
	s.line(x-r, y-r, x+r, y+r, 1.6, c)
	s.line(x-r, y+r, x+r, y-r, 1.6, c)
}

// arrow points out of the axis: down (1) or up (−1).
func (s *Scene) arrow(x, y, r float32, c theme.Color, dir float32) {
	s.line(x, y-dir*r, x, y+dir*r, 1.5, c)
	s.line(x-r, y, x, y+dir*r, 1.5, c)
	s.line(x+r, y, x, y+dir*r, 1.5, c)
}

// underflow is a double arrow down onto a floor: smaller than float32 can say.
func (s *Scene) underflow(x, y, r float32, c theme.Color) {
	for _, dy := range [...]float32{-r, 0} {
		s.line(x-r, y+dy, x, y+dy+r, 1.3, c)
		s.line(x+r, y+dy, x, y+dy+r, 1.3, c)
	}
	s.line(x-r, y+r+2, x+r, y+r+2, 1.3, c)
}

// profile joins the ∂C/∂W marks, so that their course reads at any depth.
func (s *Scene) profile(b *laneBox, l *wire.Lane) {
	c := s.view.Theme.Measured.Fade(0.45)
	for i := b.phase.reached + 1; i < len(l.Layers); i++ {
		t0, p0 := s.axis.At(l.Layers[i-1].DWRMS)
		t1, p1 := s.axis.At(l.Layers[i].DWRMS)
		if p0 == theme.OnAxis && p1 == theme.OnAxis {
			s.frontLine(b.column[i], b.height(t0), b.column[i+1], b.height(t1), c)
		}
	}
}

// weightMark draws a layer's RMS ∂C/∂W as a hollow diamond; off the axis it
// stands at its end, with a tip that points out, and an exact zero is crossed.
func (s *Scene) weightMark(b *laneBox, x, w float32, value float64) {
	t, place := s.axis.At(value)
	if place == theme.Unknown {
		return
	}
	th := s.view.Theme
	r := min(w*0.3, 4.5)
	y := min(max(b.height(t), b.gauge.y+r), b.height(0)-r)
	s.diamond(x, y, r, th.Measured, th.Background)
	switch place {
	case theme.Zero:
		s.frontLine(x-r, y+r, x+r, y-r, th.Measured)
	case theme.Below:
		s.frontLine(x, y, x, y+r+3, th.Measured)
	case theme.Above:
		s.frontLine(x, y, x, y-r-3, th.Measured)
	}
}

// diamond is hollow: an outline over a smaller one filled with the ground.
func (s *Scene) diamond(x, y, r float32, c, ground theme.Color) {
	s.front(Shape{Kind: Line, X: x - r/2, Y: y - r/2, X2: x + r/2, Y2: y + r/2, R: 1.41 * r, Color: ground})
	for _, side := range [...][4]float32{{-r, 0, 0, -r}, {0, -r, r, 0}, {r, 0, 0, r}, {0, r, -r, 0}} {
		s.front(Shape{Kind: Line, X: x + side[0], Y: y + side[1], X2: x + side[2], Y2: y + side[3], R: 1.4, Color: c})
	}
}

// theoryLine chains the predicted factors from the last hidden layer's
// measured δ back to the first.
func (s *Scene) theoryLine(b *laneBox, l *wire.Lane) {
	last := len(l.Layers) - 2
	if last < 1 || !(l.Layers[last].DeltaRMS > 0) {
		return
	}
	here := math.Log10(l.Layers[last].DeltaRMS)
	for i := last - 1; i >= 0; i-- {
		next := here + math.Log10(l.Layers[i].Theory)
		if math.IsNaN(next) || math.IsInf(next, 0) {
			return
		}
		s.theoryPiece(b, b.column[i+2], b.column[i+1], s.axis.Position(here), s.axis.Position(next))
		here = next
	}
}

// theoryPiece draws the part of one piece that lies on the axis.
func (s *Scene) theoryPiece(b *laneBox, x0, x1, t0, t1 float32) {
	from, to := float32(0), float32(1)
	for _, end := range [...]float32{0, 1} {
		if (t0 < end) == (t1 < end) {
			continue
		}
		cut := (end - t0) / (t1 - t0)
		if (end == 0) == (t1 > t0) { // comes in
			from = max(from, cut)
		} else {
			to = min(to, cut)
		}
	}
	if middle := t0 + (t1-t0)*(from+to)/2; middle < 0 || middle > 1 {
		return
	}
	s.dashes(x0+(x1-x0)*from, b.height(t0+(t1-t0)*from), x0+(x1-x0)*to, b.height(t0+(t1-t0)*to), s.view.Theme.Theory)
}

// dashes is a dashed line that is solid enough to follow at any pitch.
func (s *Scene) dashes(x0, y0, x1, y1 float32, c theme.Color) {
	length := float32(math.Hypot(float64(x1-x0), float64(y1-y0)))
	n := max(1, int(length/9))
	for i := range n {
		t0, t1 := float32(i)/float32(n), (float32(i)+0.6)/float32(n)
		s.front(Shape{
			Kind: Line, X: x0 + (x1-x0)*t0, Y: y0 + (y1-y0)*t0, X2: x0 + (x1-x0)*t1, Y2: y0 + (y1-y0)*t1,
			R: 2, Color: c,
		})
	}
}

// layerNames numbers the columns, as many as fit.
func (s *Scene) layerNames(b *laneBox, l *wire.Lane) {
	small, muted := theme.Small, s.view.Theme.Muted
	last := len(l.Layers) - 1
	widest := float32(0)
	for i := range last {
		widest = max(widest, s.view.Measure(l.Layers[i].Name, small, false))
	}
	every := max(1, int(math.Ceil(float64((widest+6)/b.pitch))))
	y := b.gauge.y + b.gauge.h + 4
	out := s.view.Measure(l.Layers[last].Name, small, false)
	at := min(b.column[last+1], b.gauge.x+b.gauge.w-out/2)
	end := s.label(l.Layers[last].Name, at, y, 0.5, small, false, muted)
	for i := 0; i < last; i += every {
		w := s.view.Measure(l.Layers[i].Name, small, false)
		if b.column[i+1]+w/2+4 < end.X {
			s.label(l.Layers[i].Name, b.column[i+1], y, 0.5, small, false, muted)
		}
	}
	if first := b.column[1] - widest/2 - 4; b.column[0]+s.view.Measure("in", small, false)/2 < first {
		s.label("in", max(b.column[0], margin+8), y, 0.5, small, false, muted)
	}
}
