package instruments

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/reason"
	"backflow/sim/wire/reading"
)

// style tells a column's marks from those of the others, by shape and by colour.
type style struct {
	ink  func(*theme.Theme) theme.Color
	mark func(c *draw.Canvas, x, y, r float32, ink theme.Color)
}

var styles = [...]style{
	{func(t *theme.Theme) theme.Color { return t.Measured }, (*draw.Canvas).Disc},
	{func(t *theme.Theme) theme.Color { return t.Magnitude.At(0.65) }, hollow},
	{func(t *theme.Theme) theme.Color { return t.Negative }, (*draw.Canvas).Square},
	{func(t *theme.Theme) theme.Color { return t.Positive }, upright},
}

// hollow is a diamond.
func hollow(c *draw.Canvas, x, y, r float32, ink theme.Color) {
	c.Diamond(x, y, r+0.5, ink, c.Theme.Panel)
}

// upright is a plus sign.
func upright(c *draw.Canvas, x, y, r float32, ink theme.Color) {
	c.Over(draw.Shape{Kind: draw.Line, X: x - r, Y: y, X2: x + r, Y2: y, R: 1.8, Color: ink})
	c.Over(draw.Shape{Kind: draw.Line, X: x, Y: y - r, X2: x, Y2: y + r, R: 1.8, Color: ink})
}

func styleOf(column int) style { return styles[column%len(styles)] }

// radius is that of marks in a chart.
func (c chart) radius() float32 {
	pitch := c.W / float32(max(1, len(c.l.Layers)))
	return max(1.2, min(4, pitch*0.3, c.H/6))
}

// series draws a column: its marks, and lines between those of neighbours.
func (c chart) series(s *reading.Series, st style) {
	ink, r := st.ink(c.Theme), c.radius()
	x0, y0, joined := float32(0), float32(0), false
	for i, value := range s.Values[:min(len(s.Values), len(c.l.Layers))] {
		t, place := c.scale.position(value)
		x, y := c.column(i), c.height(t)
		whole := place == theme.OnAxis || place == theme.Zero && c.scale.kind != reading.Magnitude
		if whole && joined {
			c.Line(x0, y0, x, y, 1.3, ink.Fade(0.7))
		}
		x0, y0, joined = x, y, whole
		c.mark(x, y, r, place, s.Reason(i), st)
	}
}

// mark draws one reading. What the scale cannot show has a mark of its own: a zero a
// crossed-out circle, an underflow a double arrow, what lies below or above an arrow,
// and what is no number a small cross.
func (c chart) mark(x, y, r float32, place theme.Place, why reason.Reason, st style) {
	ink := st.ink(c.Theme)
	switch {
	case why == reason.Underflow:
		c.Underflow(x, c.height(0)-3, r, ink)
	case place == theme.Unknown:
		c.Cross(x, c.height(0)-1, r*0.7, c.Theme.Muted)
	case place == theme.Zero:
		c.Zero(x, y, r, ink)
	case place == theme.Below:
		c.Arrow(x, y-r, r, ink, 1)
	case place == theme.Above:
		c.Arrow(x, y+r, r, ink, -1)
	default:
		st.mark(&c.Canvas, x, y, r, ink)
	}
}
