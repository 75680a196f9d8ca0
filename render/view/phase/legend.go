package phase

import (
	"slices"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire/scale"
)

// Legend explains the colours and the marks.
func (v *phase) Legend() (marks, lasting []layout.Item) {
	vanishes, explodes := v.ends()
	low, m := v.Measure(vanishes, theme.Small, false), layout.Marks{Picture: v.Picture}
	items := []layout.Item{
		layout.NewItem(explodes, low+4+m.RampWidth(), v.ramp),
		layout.NewItem(text.Say("picture.shareOfDelta"), 0, nil),
		layout.NewItem(text.Say("picture.contours"), 20, func(x, y float32) { v.Dashes(x, y, x+20, y, v.Theme.Text) }),
		m.Diamonds(text.Say("picture.thisNetwork")),
	}
	if v.lacksTheory() {
		items = append(items, layout.NewItem(text.Say("picture.noPrediction"), 20, v.unknownMark))
	}
	return items, nil
}

// ends names the ends of a phase diagram's colours.
func (v *phase) ends() (vanishes, explodes string) {
	vanishes = text.Say("picture.vanishes", "factor", theme.Power(-phaseSpan))
	explodes = text.Say("picture.explodes", "factor", theme.Power(phaseSpan))
	ramp := layout.Marks{Picture: v.Picture}.RampWidth()
	if v.Narrow() || !v.Fits(vanishes+explodes, theme.Small, v.Options.W-2*layout.Margin-ramp-9) {
		return theme.Power(-phaseSpan), text.Say("picture.ofDelta", "factor", theme.Power(phaseSpan))
	}
	return vanishes, explodes
}

// lacksTheory reports whether a phase diagram has places of which nothing is known.
func (v *phase) lacksTheory() bool {
	for i := range v.Snap.Lanes {
		if slices.Contains(v.Snap.Lanes[i].Phase.Levels, scale.LevelUnknown) {
			return true
		}
	}
	return false
}

func (v *phase) unknownMark(x, y float32) {
	b := draw.BoxAt(x, y-6, 20, 12)
	v.Box(b, v.Theme.NoTheory)
	v.Hatch(b)
}

func (v *phase) ramp(x, y float32) {
	const steps = 20
	vanishes, _ := v.ends()
	low := v.Text(vanishes, x, y-theme.LineHeight(theme.Small)/2, 0, theme.Small, false, v.Theme.Muted)
	x += low.W + 4
	for i := range steps {
		from, to := float32(i)/steps, float32(i+1)/steps
		v.Under(draw.Shape{
			Kind: draw.Rect, X: x + layout.Marks{Picture: v.Picture}.RampWidth()*from, Y: y - 4, X2: layout.Marks{Picture: v.Picture}.RampWidth() / steps, Y2: 8,
			Color: v.Theme.Change.At(from), Far: v.Theme.Change.At(to), Graded: true,
		})
	}
}
