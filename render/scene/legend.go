package scene

import (
	"slices"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// legendItem is a mark with its meaning.
type legendItem struct {
	text string
	mark float32 // width of the mark
	draw func(s *Scene, x, y float32)
}

// lead is the room before an item's text.
func (i legendItem) lead() float32 {
	if i.mark == 0 {
		return 0
	}
	return i.mark + 5
}

// legendRows is how many lines the legend takes: as many as explain every mark,
// as far as that leaves all lanes the room that they need.
func (s *Scene) legendRows() int {
	least := float32(leastGauged)
	if s.low {
		least = comfortable
	}
	rows, fewest := s.flow(s.legendItems(), nil), s.flow(s.lasting(), nil)
	for rows > fewest && s.laneHeight(rows) < least {
		rows--
	}
	return rows
}

// bottom is the y above which the lanes may stand, over a legend of some rows.
func (s *Scene) bottom(rows int) float32 {
	at := s.spacing()
	return s.view.H - float32(rows)*at.line - at.foot - at.over
}

// legend explains marks in a number of lines at the bottom, and those that are not
// of the picture alone: the rarer ones go first where there is no room for all.
func (s *Scene) legend(rows int) {
	items, last := s.legendItems(), len(s.lasting())
	for s.flow(items, nil) > rows && len(items) > last {
		at := len(items) - last
		items = append(items[:at-1], items[at:]...)
	}
	line := s.spacing().line
	top := s.bottom(rows) + s.spacing().over
	s.flow(items, func(item legendItem, x, y float32) {
		y = top + y*line
		item.draw(s, x, y+line/2)
		text := s.Shorten(item.text, theme.Small, s.view.W-margin-x-item.lead())
		s.Text(text, x+item.lead(), y+(line-14)/2, 0, theme.Small, false, s.Theme.Muted)
	})
}

// flow places items from left to right in rows, calls put with each, at the
// number of its row, and returns the number of rows.
func (s *Scene) flow(items []legendItem, put func(item legendItem, x, y float32)) int {
	x, row := float32(margin), 0
	for _, item := range items {
		w := item.lead() + s.Measure(item.text, theme.Small, false)
		if x+w > s.view.W-margin && x > margin {
			x, row = margin, row+1
		}
		if put != nil {
			put(item, x, float32(row))
		}
		x += w + 14
	}
	return row + 1
}

func (s *Scene) legendItems() []legendItem {
	return append(s.marks(), s.lasting()...)
}

// lasting are the items that never go.
func (s *Scene) lasting() []legendItem {
	var items []legendItem
	for _, text := range [...]string{s.unshown(), s.leftOut(), s.when()} {
		if text != "" {
			items = append(items, legendItem{text, 0, unmarked})
		}
	}
	return items
}

// unmarked is the mark of what is only text.
func unmarked(*Scene, float32, float32) {}

// when says which step the picture is of: the numbers beside it may be a
// moment older or newer.
func (s *Scene) when() string {
	least, most := s.snap.Lanes[0].Step, s.snap.Lanes[0].Step
	for i := range s.snap.Lanes {
		least, most = min(least, s.snap.Lanes[i].Step), max(most, s.snap.Lanes[i].Step)
	}
	text := "step " + format.Count(int(most))
	if least < most {
		text = "steps " + format.Count(int(least)) + "–" + format.Count(int(most))
	}
	if s.narrow() {
		return text
	}
	return "drawn: " + text
}

func (s *Scene) marks() []legendItem {
	switch s.snap.View {
	case wire.ViewWaterfall:
		return append(s.rampItem("RMS", "RMS δ"),
			s.swatch("exactly 0", s.Theme.Nothing),
			s.swatch("float32 underflow", s.Theme.Lost),
			legendItem{"columns in pairs: the extremes of some steps", 0, unmarked})
	case wire.ViewPhase:
		vanishes, explodes := s.phaseEnds()
		low := s.Measure(vanishes, theme.Small, false)
		items := []legendItem{
			{explodes, low + 4 + s.rampWidth(), (*Scene).legendPhase},
			{"share of δ that reaches layer 1", 0, unmarked},
			{"10³ times less, or more", 20, func(s *Scene, x, y float32) { s.Dashes(x, y, x+20, y, s.Theme.Text) }},
			{"this network", 10, (*Scene).legendDiamond},
		}
		if s.lacksTheory() {
			items = append(items, legendItem{"no prediction", 20, (*Scene).legendUnknown})
		}
		return items
	case wire.ViewHistograms:
		items := append(s.rampItem("size", "|δ|"), s.swatch("exact zeros", s.Theme.Nothing))
		if s.fewer() {
			return items
		}
		return append(items,
			legendItem{"activation − / +", 22, (*Scene).legendSigned},
			legendItem{"outside the scale", offBar, func(s *Scene, x, y float32) { s.Box(draw.BoxAt(x, y-5, offBar, 10), s.Theme.Measured) }},
			legendItem{"each layer to its own peak", 0, unmarked})
	}
	return s.networkItems()
}

// rampItem is the ramp of magnitudes with what it is of.
func (s *Scene) rampItem(what, short string) []legendItem {
	low, gap := s.Measure(theme.Power(s.axis.Lo), theme.Small, false), "  "
	if s.narrow() {
		what, gap = short, " "
	}
	return []legendItem{{theme.Power(s.axis.Hi) + gap + what, low + 4 + s.rampWidth(), (*Scene).legendRamp}}
}

// rampWidth is the length of the legend's ramp, a tick for every other decade.
func (s *Scene) rampWidth() float32 {
	if s.narrow() {
		return 40
	}
	return 80
}

func (s *Scene) swatch(text string, c theme.Color) legendItem {
	return legendItem{text, 12, func(s *Scene, x, y float32) { s.Box(draw.BoxAt(x, y-5, 12, 10), c) }}
}

func (s *Scene) networkItems() []legendItem {
	short := "gradient"
	if s.unshown() != "" {
		short = "δ"
	}
	items := s.rampItem("gradient δ at a unit", short)
	if !s.low {
		items = append(items, legendItem{"RMS δ = ∂C/∂z", 10, (*Scene).legendBar},
			legendItem{"RMS ∂C/∂W", 10, (*Scene).legendDiamond},
			legendItem{"predicted before training", 20, (*Scene).legendTheory})
	}
	items = append(items, legendItem{"activation, weight − / +", 22, (*Scene).legendSigned},
		legendItem{"dead", 12, (*Scene).legendDead},
		legendItem{"off for this example", 12, (*Scene).legendOff},
		legendItem{"saturated", 12, (*Scene).legendSaturated})
	if !s.low {
		items = append(items, legendItem{"exactly 0", 10, func(s *Scene, x, y float32) { s.Zero(x+5, y, 4, s.Theme.Measured) }})
	}
	switch {
	case s.crowds():
		items = append(items, legendItem{"units: activation above, |δ| below", 0, unmarked})
	case s.matrices():
		items = append(items, legendItem{"matrices: W above, |∂C/∂W| below", 0, unmarked})
	}
	if s.convolves() && !s.crowds() {
		items = append(items, legendItem{"channels: activation, and |δ| beside it", 0, unmarked})
	}
	if s.confuses(&s.snap.Lanes[0]) {
		text := "confusion: stronger, larger share of the row"
		if s.low {
			text = "no room for the confusion matrix"
		}
		items = append(items, legendItem{text, 0, unmarked})
	}
	if s.low || s.view.W < wideLegend {
		return items
	}
	return append(items,
		legendItem{"float32 underflow", 10, func(s *Scene, x, y float32) { s.Underflow(x+5, y-1, 4, s.Theme.Measured) }},
		legendItem{"outside the scale", 10, func(s *Scene, x, y float32) { s.Arrow(x+5, y, 4, s.Theme.Measured, 1) }},
		legendItem{"not a number", 10, func(s *Scene, x, y float32) { s.Cross(x+5, y, 4, s.Theme.Alarm) }})
}

// wideLegend is the width from which rare marks are explained too.
const wideLegend = 640

// phaseEnds names the ends of a phase diagram's colours.
func (s *Scene) phaseEnds() (vanishes, explodes string) {
	if s.narrow() {
		return "10⁻¹⁰", "10¹⁰ of δ"
	}
	return "vanishes 10⁻¹⁰", "10¹⁰ explodes"
}

// lacksTheory reports whether a phase diagram has places of which nothing is known.
func (s *Scene) lacksTheory() bool {
	for i := range s.snap.Lanes {
		if slices.Contains(s.snap.Lanes[i].Phase.Levels, wire.LevelUnknown) {
			return true
		}
	}
	return false
}
