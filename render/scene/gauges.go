package scene

import (
	"math"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// gauges draws, under each layer, its RMS δ as a bar and its RMS ∂C/∂W as a
// diamond, on the one absolute axis, with the theory dashed over them.
func (s *Scene) gauges(b *laneBox, l *wire.Lane) {
	s.axisLines(b)
	pitch := b.column[min(1, len(b.column)-1)] - b.column[0]
	for i := range l.Layers {
		x := b.column[i+1]
		s.bar(b, x, pitch, l.Layers[i].DeltaRMS)
		s.diamond(b, x, pitch, l.Layers[i].DWRMS)
	}
	s.theoryLine(b, l)
	s.layerNames(b, l, pitch)
}

// axisLines draws the decades with their labels.
func (s *Scene) axisLines(b *laneBox) {
	th := s.view.Theme
	s.rect(b.gauge, th.Panel)
	step := s.axis.Step(max(2, int(b.gauge.h/14)+1))
	for exp := s.axis.Hi; exp >= s.axis.Lo; exp -= step {
		y := b.height(float32(exp-s.axis.Lo) / float32(s.axis.Hi-s.axis.Lo))
		s.line(b.gauge.x, y, b.gauge.x+b.gauge.w, y, 1, th.Rule)
		s.label(theme.Power(exp), b.gauge.x-5, y-theme.LineHeight(theme.Small)/2, 1, theme.Small, false, th.Muted)
	}
}

// height is the y of a position on the axis.
func (b *laneBox) height(t float32) float32 { return b.gauge.y + b.gauge.h*(1-t) }

func (s *Scene) bar(b *laneBox, x, pitch float32, value float64) {
	th := s.view.Theme
	t, place := s.axis.At(value)
	w := min(pitch*0.5, 22)
	switch place {
	case theme.Zero:
		s.mark(x, b.height(0), min(w/2, 3), th.Measured, true)
		return
	case theme.Unknown:
		return
	case theme.Below:
		s.arrow(x, b.height(0)-6, min(w/2, 4), th.Magnitude.At(0.2), 1)
		return
	case theme.Above:
		s.arrow(x, b.gauge.y+2, min(w/2, 4), th.Alarm, -1)
	}
	y := b.height(t)
	s.back(Shape{Kind: Rect, X: x - w/2, Y: y, X2: w, Y2: b.gauge.y + b.gauge.h - y, Color: th.Magnitude.At(0.12 + 0.88*t)})
	s.line(x-w/2, y, x+w/2, y, 1.5, th.Measured.Fade(0.8)) // the end reads even where the bar is dark
}

// mark is a small hollow circle's stand-in for an exact zero: a cross.
func (s *Scene) mark(x, y, r float32, c theme.Color, cross bool) {
	s.line(x-r, y-r, x+r, y+r, 1.2, c)
	if cross {
		s.line(x-r, y+r, x+r, y-r, 1.2, c)
	}
}

// arrow points out of the axis: down (1) or up (−1).
func (s *Scene) arrow(x, y, r float32, c theme.Color, dir float32) {
	s.line(x, y-dir*r, x, y+dir*r, 1.5, c)
	s.line(x-r, y, x, y+dir*r, 1.5, c)
	s.line(x+r, y, x, y+dir*r, 1.5, c)
}

func (s *Scene) diamond(b *laneBox, x, pitch float32, value float64) {
	t, place := s.axis.At(value)
	if place != theme.OnAxis {
		return // the table has the number; the bar's marks are enough here
	}
	r, y := min(pitch*0.22, 4.5), b.height(t)
	for _, side := range [...][4]float32{{-r, 0, 0, -r}, {0, -r, r, 0}, {r, 0, 0, r}, {0, r, -r, 0}} {
		s.front(Shape{Kind: Line, X: x + side[0], Y: y + side[1], X2: x + side[2], Y2: y + side[3], R: 1.4, Color: s.view.Theme.Measured})
	}
}

// theoryLine chains the predicted factors from the last hidden layer's
// measured δ back to the first.
func (s *Scene) theoryLine(b *laneBox, l *wire.Lane) {
	last := len(l.Layers) - 2
	if last < 1 {
		return
	}
	value := l.Layers[last].DeltaRMS
	for i := last - 1; i >= 0; i-- {
		next := value * l.Layers[i].Theory
		t0, p0 := s.axis.At(value)
		t1, p1 := s.axis.At(next)
		if p0 != theme.OnAxis || p1 != theme.OnAxis {
			return
		}
		s.dashes(b.column[i+2], b.height(t0), b.column[i+1], b.height(t1))
		value = next
	}
}

// dashes is a dashed line that is solid enough to follow at any pitch.
func (s *Scene) dashes(x0, y0, x1, y1 float32) {
	length := float32(math.Hypot(float64(x1-x0), float64(y1-y0)))
	n := max(1, int(length/7))
	for i := range n {
		t0, t1 := float32(i)/float32(n), (float32(i)+0.6)/float32(n)
		s.front(Shape{
			Kind: Line, X: x0 + (x1-x0)*t0, Y: y0 + (y1-y0)*t0, X2: x0 + (x1-x0)*t1, Y2: y0 + (y1-y0)*t1,
			R: 2, Color: s.view.Theme.Theory,
		})
	}
}

// layerNames numbers the columns, as many as fit.
func (s *Scene) layerNames(b *laneBox, l *wire.Lane, pitch float32) {
	widest := float32(0)
	for i := range l.Layers {
		widest = max(widest, s.view.Measure(l.Layers[i].Name, theme.Small, false))
	}
	every := max(1, int(math.Ceil(float64((widest+6)/pitch))))
	y := b.gauge.y + b.gauge.h + 3
	last := len(l.Layers) - 1
	for i := 0; i < last; i += every {
		if i > 0 && last-i < every {
			break // would touch the last one
		}
		s.label(l.Layers[i].Name, b.column[i+1], y, 0.5, theme.Small, false, s.view.Theme.Muted)
	}
	s.label(l.Layers[last].Name, b.column[last+1], y, 0.5, theme.Small, false, s.view.Theme.Muted)
	if name := "in"; b.column[1]-b.column[0] > widest/2+14 || every == 1 {
		s.label(name, b.column[0], y, 0.5, theme.Small, false, s.view.Theme.Muted)
	}
}
