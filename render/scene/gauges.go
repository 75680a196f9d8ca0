package scene

import (
	"math"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// gauges draws, under each layer, its RMS δ as a bar and its RMS ∂C/∂W as a
// diamond, on the one absolute axis, with the theory dashed over them.
func (s *Scene) gauges(b *laneBox, l *wire.Lane) {
	if b.gauge.H <= 0 {
		return
	}
	s.axisLines(b)
	w := barWidth(b.pitch)
	free := b.gauge.X // where the next exponent may start
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
	th := s.Theme
	s.Box(b.gauge, th.Panel)
	line := theme.LineHeight(theme.Small)
	step := s.axis.Step(max(2, int(b.gauge.H/(1.22*line))+1))
	for exp := s.axis.Hi; exp >= s.axis.Lo; exp -= step {
		y := b.height(s.axis.Position(float64(exp)))
		s.Line(b.gauge.X, y, b.gauge.X+b.gauge.W, y, 1, th.Rule)
		if b.gauge.H < 1.7*line && exp > s.axis.Lo {
			continue // no room for more than one
		}
		y = min(y-line/2, b.height(0)+4-line) // the layers' numbers stand below
		s.Text(theme.Power(exp), b.gauge.X-5, y, 1, theme.Small, false, th.Muted)
	}
}

// height is the y of a position on the axis.
func (b *laneBox) height(t float32) float32 { return b.gauge.Y + b.gauge.H*(1-t) }

// bar draws a layer's RMS δ. What the axis cannot show has a mark of its own:
// a zero a crossed-out circle, a float32 underflow a double arrow, and what
// lies below or above an arrow with its decade, where that fits right of free.
// It returns where the next decade may be written.
func (s *Scene) bar(b *laneBox, x, w float32, y *wire.Layer, free float32) float32 {
	th := s.Theme
	t, place := s.axis.At(y.DeltaRMS)
	r, foot := min(w/2, 4), b.height(0)-7
	switch {
	case place == theme.Unknown:
		s.Cross(x, foot, r, th.Alarm)
		return free
	case place == theme.Zero && y.Underflow > 0, place == theme.Below && y.Underflow > 0.5:
		s.Underflow(x, foot, r, th.Measured)
		return free
	case place == theme.Zero:
		s.Zero(x, foot, r, th.Measured)
		return free
	case place == theme.Below:
		s.Arrow(x, foot, r, th.Measured, 1)
		return s.decade(b, x, foot-r-2-theme.LineHeight(theme.Small), y.DeltaRMS, free)
	}
	top := b.height(t)
	s.Box(draw.BoxAt(x-w/2, top, w, b.height(0)-top), th.Magnitude.At(0.1+0.9*t))
	s.Box(draw.BoxAt(x-w/2, top-0.5, w, 1.5), th.Measured) // the end reads even where the bar is dark
	if place == theme.Above {
		s.Arrow(x, top+3+r, r, th.Background, -1)
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
	w := s.Measure(text, theme.Small, false)
	outside := y < b.gauge.Y || y+theme.LineHeight(theme.Small) > b.height(0)+2
	if outside || x-w/2 < free || x+w/2 > b.gauge.X+b.gauge.W {
		return free
	}
	s.Text(text, x, y, 0.5, theme.Small, false, s.Theme.Text)
	return x + w/2 + 4
}

// profile joins the ∂C/∂W marks, so that their course reads at any depth.
func (s *Scene) profile(b *laneBox, l *wire.Lane) {
	c := s.Theme.Measured.Fade(0.45)
	for i := b.phase.reached + 1; i < len(l.Layers); i++ {
		t0, p0 := s.axis.At(l.Layers[i-1].DWRMS)
		t1, p1 := s.axis.At(l.Layers[i].DWRMS)
		if p0 == theme.OnAxis && p1 == theme.OnAxis {
			s.Stroke(b.column[i], b.height(t0), b.column[i+1], b.height(t1), c)
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
	th := s.Theme
	r := min(w*0.3, 4.5)
	y := min(max(b.height(t), b.gauge.Y+r), b.height(0)-r)
	s.Diamond(x, y, r, th.Measured, th.Background)
	switch place {
	case theme.Zero:
		s.Stroke(x-r, y+r, x+r, y-r, th.Measured)
	case theme.Below:
		s.Stroke(x, y, x, y+r+3, th.Measured)
	case theme.Above:
		s.Stroke(x, y, x, y-r-3, th.Measured)
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
	s.Dashes(x0+(x1-x0)*from, b.height(t0+(t1-t0)*from), x0+(x1-x0)*to, b.height(t0+(t1-t0)*to), s.Theme.Theory)
}

// layerNames numbers the columns, as many as fit.
func (s *Scene) layerNames(b *laneBox, l *wire.Lane) {
	small, muted := theme.Small, s.Theme.Muted
	last := len(l.Layers) - 1
	widest := float32(0)
	for i := range last {
		widest = max(widest, s.Measure(l.Layers[i].Name, small, false))
	}
	every := max(1, int(math.Ceil(float64((widest+6)/b.pitch))))
	y := b.gauge.Y + b.gauge.H + 4
	out := s.Measure(l.Layers[last].Name, small, false)
	at := min(b.column[last+1], b.gauge.X+b.gauge.W-out/2)
	end := s.Text(l.Layers[last].Name, at, y, 0.5, small, false, muted)
	for i := 0; i < last; i += every {
		w := s.Measure(l.Layers[i].Name, small, false)
		if b.column[i+1]+w/2+4 < end.X {
			s.Text(l.Layers[i].Name, b.column[i+1], y, 0.5, small, false, muted)
		}
	}
	if first := b.column[1] - widest/2 - 4; b.column[0]+s.Measure("in", small, false)/2 < first {
		s.Text("in", max(b.column[0], margin+8), y, 0.5, small, false, muted)
	}
}
