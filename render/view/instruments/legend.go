package instruments

import (
	"math"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/sim/reason"
	"backflow/sim/text"
	"backflow/sim/wire/reading"
)

// Legend explains the marks: first those of the columns.
func (v *instruments) Legend() (marks, lasting []layout.Item) {
	c := shown(v.Snap)
	if c.Instrument == overSeeds {
		marks = v.bandItems()
	}
	for i := range c.Series {
		if s := &c.Series[i]; !quantile(s.Name) {
			marks = append(marks, v.item(label(c, s.Name), styleOf(i)))
		}
	}
	if v.any(hasTheory) {
		marks = append(marks, layout.NewItem(theoryWords(c), 20, func(x, y float32) { v.Dashes(x, y, x+20, y, v.Theme.Theory) }))
	}
	for _, m := range [...]struct {
		has   func(*reading.Series) bool
		words string
		draw  func(x, y float32)
	}{
		{hasZero, "picture.exactlyZero", func(x, y float32) { v.Zero(x+5, y, 4, v.Theme.Measured) }},
		{hasUnderflow, "picture.float32Underflow", func(x, y float32) { v.Underflow(x+5, y-1, 4, v.Theme.Measured) }},
		{hasNone, "instrument.noNumber", func(x, y float32) { v.Cross(x+5, y, 3, v.Theme.Muted) }},
	} {
		if v.any(m.has) {
			marks = append(marks, layout.NewItem(text.Say(m.words), 10, m.draw))
		}
	}
	return marks, nil
}

// theoryWords say what the dashes are: of which column, where only one of several has any.
func theoryWords(c *reading.Chart) string {
	of, n := "", 0
	for i := range c.Series {
		if hasTheory(&c.Series[i]) {
			of, n = c.Series[i].Name, n+1
		}
	}
	if n == 1 && len(c.Series) > 1 {
		return text.Say("instrument.theoryOf", "name", label(c, of))
	}
	return text.Say("instrument.theory")
}

func (v *instruments) item(words string, st style) layout.Item {
	return layout.NewItem(words, 16, func(x, y float32) {
		ink := st.ink(v.Theme)
		v.Line(x, y, x+16, y, 1.3, ink.Fade(0.7))
		st.mark(&v.Canvas, x+8, y, 3.5, ink)
	})
}

// bandItems explain the bands, the median, and the lane's own network.
func (v *instruments) bandItems() (items []layout.Item) {
	items = append(items, v.item(text.Say("picture.thisNetwork"), styleOf(0)))
	strength := float32(0)
	for _, b := range bands {
		strength += b.strength
		ink := v.Theme.Measured.Fade(strength)
		items = append(items, layout.NewItem(text.Say(b.words), 14, func(x, y float32) { v.Canvas.Box(draw.BoxAt(x, y-5, 14, 10), ink) }))
	}
	return append(items, layout.NewItem(text.Say("instrument.bandP50"), 16, func(x, y float32) { v.Line(x, y, x+16, y, 1.5, v.Theme.Measured.Fade(0.6)) }))
}

// any reports whether any column on show has something.
func (v *instruments) any(has func(*reading.Series) bool) bool {
	for i := range v.Snap.Lanes {
		c := &v.Snap.Lanes[i].Chart
		for j := range c.Series {
			if has(&c.Series[j]) {
				return true
			}
		}
	}
	return false
}

func hasTheory(s *reading.Series) bool {
	for _, x := range s.Theory {
		if !math.IsNaN(x) {
			return true
		}
	}
	return false
}

func hasZero(s *reading.Series) bool {
	for _, x := range s.Values {
		if x == 0 {
			return true
		}
	}
	return false
}

func hasUnderflow(s *reading.Series) bool {
	for _, why := range s.Why {
		if why == reason.Underflow {
			return true
		}
	}
	return false
}

func hasNone(s *reading.Series) bool {
	for i, x := range s.Values {
		if math.IsNaN(x) && s.Reason(i) != reason.Underflow {
			return true
		}
	}
	return false
}
