package scene

import (
	"math"
	"strconv"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// Spacing of a lane.
const (
	margin     = 10
	gutter     = 40 // for the axis labels
	titleLine  = 22
	numberLine = 16 // layer numbers under the gauges
	laneGap    = 10
)

// place divides the area above bottom among the lanes. Columns stand at the
// same x in every lane, so that layers line up.
func (s *Scene) place(bottom float32) {
	n := len(s.snap.Lanes)
	if cap(s.lanes) < n {
		s.lanes = make([]laneBox, n)
	}
	s.lanes = s.lanes[:n]
	h := (bottom - margin/2 - laneGap*float32(n-1)) / float32(n)
	side := s.sideWidth(h)
	columns := 1
	for i := range s.snap.Lanes {
		columns = max(columns, len(s.snap.Lanes[i].Layers)+1)
	}
	for i := range s.lanes {
		y := margin/2 + float32(i)*(h+laneGap)
		s.placeLane(&s.lanes[i], &s.snap.Lanes[i], box{margin, y, s.view.W - 2*margin, h}, side, columns)
	}
}

// sideWidth is the width of the pictures on the right of every lane.
func (s *Scene) sideWidth(laneHeight float32) float32 {
	if s.view.W < 300 || laneHeight < 90 {
		return 0
	}
	return min(s.view.W*0.2, (laneHeight-titleLine)*0.72, 170)
}

func (s *Scene) placeLane(b *laneBox, l *wire.Lane, all box, side float32, columns int) {
	b.title = box{all.x, all.y, all.w, titleLine}
	inner := box{all.x + gutter, all.y + titleLine, all.w - gutter, all.h - titleLine}
	if side > 0 {
		b.side = box{all.x + all.w - side, inner.y, side, inner.h}
		inner.w -= side + 2*theme.Gap
	} else {
		b.side = box{}
	}
	gaugeHeight := max(30, min(inner.h*0.36, 120))
	b.net = box{inner.x, inner.y, inner.w, max(20, inner.h-gaugeHeight-numberLine-theme.Gap)}
	b.gauge = box{inner.x, b.net.y + b.net.h + theme.Gap, inner.w, inner.h - b.net.h - numberLine - theme.Gap}
	b.column = b.column[:0]
	pitch := b.net.w / float32(columns)
	for i := range columns {
		b.column = append(b.column, b.net.x+(float32(i)+0.5)*pitch)
	}
	b.radius = min(pitch*0.26, 8)
	s.placeUnits(b, l)
}

// placeUnits stacks the sampled units of every column about its middle.
func (s *Scene) placeUnits(b *laneBox, l *wire.Lane) {
	fit := max(2, int(b.net.h/9))
	b.rows = b.rows[:0]
	b.rows = append(b.rows, b.stack(min(inputUnits(l), fit)))
	for i := range l.Layers {
		b.rows = append(b.rows, b.stack(min(len(l.Layers[i].Act), fit)))
	}
}

// inputUnits is the number of discs in the input column: none for a picture.
func inputUnits(l *wire.Lane) int {
	if l.InputW > 0 {
		return 0
	}
	return len(l.Input)
}

func (b *laneBox) stack(n int) []float32 {
	ys := make([]float32, n)
	pitch := min(b.net.h/float32(max(n, 1)), 30)
	b.radius = min(b.radius, max(1.2, pitch*0.36))
	for i := range ys {
		ys[i] = b.net.y + b.net.h/2 + (float32(i)-float32(n-1)/2)*pitch
	}
	return ys
}

// title writes the lane's name and figures; what does not fit is left out,
// from the least important end.
func (s *Scene) title(b *laneBox, l *wire.Lane) {
	th := s.view.Theme
	name := s.label(l.Label, b.title.x, b.title.y, 0, theme.Title, true, th.Text)
	x := name.X + name.W + 12
	room := b.title.x + b.title.w - x
	y := b.title.y + 3
	if l.Note != "" {
		s.label(s.shorten(l.Note, theme.Body, room), x, y, 0, theme.Body, false, th.Alarm)
		return
	}
	if left := leftText(l); left != "" {
		w := s.view.Measure(left, theme.Body, true)
		if w <= room {
			s.label(left, b.title.x+b.title.w, y, 1, theme.Body, true, th.Text)
			room -= w + 16
		}
	}
	for _, text := range figures(l) {
		w := s.view.Measure(text, theme.Body, false)
		if w > room {
			return
		}
		s.label(text, x, y, 0, theme.Body, false, th.Muted)
		x += w + 12
		room -= w + 12
	}
}

// figures are what a title says, most important first.
func figures(l *wire.Lane) []string {
	texts := []string{"loss " + Number(l.Loss), "accuracy " + percent(l.TrainAccuracy)}
	if !math.IsNaN(l.TestAccuracy) {
		texts = append(texts, "test "+percent(l.TestAccuracy))
	}
	if shown, all := shownUnits(l); shown < all {
		texts = append(texts, strconv.Itoa(shown)+" of "+strconv.Itoa(all)+" units a layer shown")
	}
	return texts
}

// shownUnits compares the sample of the first layer with its size.
func shownUnits(l *wire.Lane) (shown, all int) {
	if len(l.Layers) < 2 {
		return 0, 0
	}
	return len(l.Layers[0].Act), l.Layers[0].Units
}

// leftText says what share of the last hidden layer's gradient reaches the
// first.
func leftText(l *wire.Lane) string {
	hidden := len(l.Layers) - 1
	if hidden < 2 {
		return ""
	}
	first, last := l.Layers[0].DeltaRMS, l.Layers[hidden-1].DeltaRMS
	if !(last > 0) || math.IsInf(last, 0) || math.IsNaN(first) {
		return ""
	}
	return "×" + Number(first/last) + " left at layer 1"
}

// shorten cuts text to a width, with an ellipsis.
func (s *Scene) shorten(text string, size, width float32) string {
	if s.fits(text, size, width) {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && !s.fits(string(runes)+"…", size, width) {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
