package network

import (
	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/sim/wire"
)

// Legend explains the marks, the rarer ones last, and says which units are missing.
func (n *network) Legend() (marks, lasting []layout.Item) {
	if text := n.unshown(); text != "" {
		return key{n}.items("δ"), []layout.Item{layout.NewItem(text, 0, nil)}
	}
	return key{n}.items("gradient"), nil
}

// key explains the marks of networks.
type key struct{ *network }

// items explain the marks; short names what the ramp is of in few letters.
func (k key) items(short string) []layout.Item {
	m := layout.Marks{Picture: k.Picture}
	items := m.Ramp("gradient δ at a unit", short)
	if !k.Low {
		items = append(items, layout.NewItem("RMS δ = ∂C/∂z", 10, k.barMark),
			m.Diamonds("RMS ∂C/∂W"),
			layout.NewItem("predicted before training", 20, func(x, y float32) { k.Dashes(x, y, x+20, y, k.Theme.Theory) }))
	}
	items = append(items, m.Signs("activation, weight − / +"),
		k.unitItem("dead", wire.UnitDead),
		k.unitItem("off for this example", wire.UnitOff),
		k.unitItem("saturated", wire.UnitSaturated))
	if !k.Low {
		items = append(items, layout.NewItem("exactly 0", 10, func(x, y float32) { k.Zero(x+5, y, 4, k.Theme.Measured) }))
	}
	switch {
	case k.crowds():
		items = append(items, layout.NewItem("units: activation above, |δ| below", 0, nil))
	case k.matrices():
		items = append(items, layout.NewItem("matrices: W above, |∂C/∂W| below", 0, nil))
	}
	if k.convolves() && !k.crowds() {
		items = append(items, layout.NewItem("channels: activation, and |δ| beside it", 0, nil))
	}
	if k.confuses(&k.Snap.Lanes[0]) {
		text := "confusion: stronger, larger share of the row"
		if k.Low {
			text = "no room for the confusion matrix"
		}
		items = append(items, layout.NewItem(text, 0, nil))
	}
	if k.Low || k.Options.W < wideLegend {
		return items
	}
	return append(items,
		layout.NewItem("float32 underflow", 10, func(x, y float32) { k.Underflow(x+5, y-1, 4, k.Theme.Measured) }),
		layout.NewItem("outside the scale", 10, func(x, y float32) { k.Arrow(x+5, y, 4, k.Theme.Measured, 1) }),
		layout.NewItem("not a number", 10, func(x, y float32) { k.Cross(x+5, y, 4, k.Theme.Alarm) }))
}

// wideLegend is the width from which rare marks are explained too.
const wideLegend = 640

// barMark is a bar of a gauge.
func (k key) barMark(x, y float32) {
	k.Box(draw.BoxAt(x+1, y-5, 8, 10), k.Theme.Magnitude.At(0.7))
	k.Box(draw.BoxAt(x+1, y-5.5, 8, 1.5), k.Theme.Measured)
}

// unitItem is a unit that is marked.
func (k key) unitItem(text string, flags uint8) layout.Item {
	return layout.NewItem(text, 12, func(x, y float32) {
		units{&lane{Picture: k.Picture, radius: 4.5}}.neuron(x+6, y, 0.7, k.Theme.Magnitude.At(0.7), flags)
	})
}
