package layout

import (
	"backflow/render/draw"
	"backflow/render/theme"
)

// Marks makes the items of a legend that more than one view has.
type Marks struct{ *Picture }

// Ramp is the ramp of magnitudes with what it is of.
func (m Marks) Ramp(what, short string) []Item {
	low, gap := m.Measure(theme.Power(m.Axis.Lo), theme.Small, false), "  "
	if m.Narrow() {
		what, gap = short, " "
	}
	return []Item{{theme.Power(m.Axis.Hi) + gap + what, low + 4 + m.RampWidth(), m.ramp}}
}

// RampWidth is the length of the legend's ramp, a tick for every other decade.
func (m Marks) RampWidth() float32 {
	if m.Narrow() {
		return 40
	}
	return 80
}

// Swatch is a patch of a colour and what it stands for.
func (m Marks) Swatch(text string, c theme.Color) Item {
	return NewItem(text, 12, func(x, y float32) { m.Box(draw.BoxAt(x, y-5, 12, 10), c) })
}

// Signs is what the colours of signs are of.
func (m Marks) Signs(text string) Item {
	return NewItem(text, 22, func(x, y float32) {
		m.Disc(x+5, y, 5, m.Theme.Signed.At(0))
		m.Disc(x+17, y, 5, m.Theme.Signed.At(1))
	})
}

// Diamonds is what a diamond stands for.
func (m Marks) Diamonds(text string) Item {
	return NewItem(text, 10, func(x, y float32) { m.Diamond(x+5, y, 4.5, m.Theme.Measured, m.Theme.Background) })
}

// ramp draws the colours of all magnitudes over their axis.
func (m Marks) ramp(x, y float32) {
	th := m.Theme
	low := m.Text(theme.Power(m.Axis.Lo), x, y-theme.LineHeight(theme.Small)/2, 0, theme.Small, false, th.Muted)
	x += low.W + 4
	const steps = 20
	for i := range steps {
		from, to := float32(i)/steps, float32(i+1)/steps
		m.Under(draw.Shape{
			Kind: draw.Rect, X: x + m.RampWidth()*from, Y: y - 4, X2: m.RampWidth() / steps, Y2: 8,
			Color: th.Magnitude.At(from), Far: th.Magnitude.At(to), Graded: true,
		})
	}
	for exp := m.Axis.Lo; exp <= m.Axis.Hi; exp += (m.Axis.Hi - m.Axis.Lo) / 5 {
		at := x + m.RampWidth()*m.Axis.Position(float64(exp))
		m.Line(at, y+4, at, y+7, 1, th.Muted)
	}
}
