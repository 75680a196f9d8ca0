package scene

import (
	"strconv"

	"backflow/render/theme"
)

// legendItem is a mark with its meaning.
type legendItem struct {
	text string
	mark float32 // width of the mark
	draw func(s *Scene, x, y float32)
}

const legendLine = 18

// legend explains every mark in as many lines as the width takes, at the
// bottom, and returns the y above which the lanes may stand.
func (s *Scene) legend() float32 {
	items := s.legendItems()
	rows := s.flow(items, nil)
	top := s.view.H - float32(rows)*legendLine - margin/2
	s.flow(items, func(item legendItem, x, y float32) {
		y += top
		item.draw(s, x, y+legendLine/2)
		s.label(item.text, x+item.mark+5, y+2, 0, theme.Small, false, s.view.Theme.Muted)
	})
	return top - theme.Gap
}

// flow places items from left to right in rows, calls put with each, and
// returns the number of rows.
func (s *Scene) flow(items []legendItem, put func(item legendItem, x, y float32)) int {
	x, row := float32(margin), 0
	for _, item := range items {
		w := item.mark + 5 + s.view.Measure(item.text, theme.Small, false)
		if x+w > s.view.W-margin && x > margin {
			x, row = margin, row+1
		}
		if put != nil {
			put(item, x, float32(row)*legendLine)
		}
		x += w + 14
	}
	return row + 1
}

func (s *Scene) legendItems() []legendItem {
	axis := theme.Power(s.axis.Lo) + " … " + theme.Power(s.axis.Hi) + "  gradient reaching a unit"
	return []legendItem{
		{axis, 64, (*Scene).legendRamp},
		{"RMS δ = ∂C/∂z", 10, (*Scene).legendBar},
		{"RMS ∂C/∂W", 10, (*Scene).legendDiamond},
		{"theory", 20, (*Scene).legendTheory},
		{"activation − / +", 22, (*Scene).legendSigned},
		{"dead", 12, (*Scene).legendDead},
		{"saturated", 12, (*Scene).legendSaturated},
	}
}

func (s *Scene) legendRamp(x, y float32) {
	const steps = 32
	for i := range steps {
		s.back(Shape{Kind: Rect, X: x + 64*float32(i)/steps, Y: y - 4, X2: 64.0/steps + 0.5, Y2: 8, Color: s.view.Theme.Magnitude.At(float32(i) / (steps - 1))})
	}
}

func (s *Scene) legendBar(x, y float32) {
	s.back(Shape{Kind: Rect, X: x + 1, Y: y - 5, X2: 8, Y2: 10, Color: s.view.Theme.Magnitude.At(0.7)})
	s.line(x+1, y-5, x+9, y-5, 1.5, s.view.Theme.Measured)
}

func (s *Scene) legendDiamond(x, y float32) {
	const r = 4.5
	c := s.view.Theme.Measured
	for _, side := range [...][4]float32{{-r, 0, 0, -r}, {0, -r, r, 0}, {r, 0, 0, r}, {0, r, -r, 0}} {
		s.line(x+5+side[0], y+side[1], x+5+side[2], y+side[3], 1.4, c)
	}
}

func (s *Scene) legendTheory(x, y float32) { s.dashes(x, y, x+20, y) }

func (s *Scene) legendSigned(x, y float32) {
	s.front(Shape{Kind: Disc, X: x + 5, Y: y, R: 5, Color: s.view.Theme.Signed.At(0)})
	s.front(Shape{Kind: Disc, X: x + 17, Y: y, R: 5, Color: s.view.Theme.Signed.At(1)})
}

func (s *Scene) legendDead(x, y float32) {
	s.front(Shape{Kind: Disc, X: x + 6, Y: y, R: 5, Color: s.view.Theme.Signed.At(0.5)})
	s.frontLine(x+2.5, y-3.5, x+9.5, y+3.5, s.view.Theme.Measured)
	s.frontLine(x+2.5, y+3.5, x+9.5, y-3.5, s.view.Theme.Measured)
}

func (s *Scene) legendSaturated(x, y float32) {
	s.front(Shape{Kind: Disc, X: x + 6, Y: y, R: 4, Color: s.view.Theme.Signed.At(1)})
	s.frame(x+1, y-5, 10, s.view.Theme.Measured)
}

// String is a one-line account of what the scene holds, for tests and logs.
func (s *Scene) String() string {
	return strconv.Itoa(len(s.Back)) + " back, " + strconv.Itoa(len(s.Moving)) + " moving, " +
		strconv.Itoa(len(s.Front)) + " front, " + strconv.Itoa(len(s.Labels)) + " labels"
}
