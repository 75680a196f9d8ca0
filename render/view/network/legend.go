package network

import (
	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/sim/wire"
)

// Legend explains the marks, the rarer ones last, and says which units are missing.
func (n *network) Legend() (marks, lasting []layout.Item) {
	if text := n.unshown(); text != "" {
		return n.items("δ"), []layout.Item{layout.NewItem(text, 0, nil)}
	}
	return n.items("gradient"), nil
}

// items explain the marks; short names what the ramp is of in few letters.
func (n *network) items(short string) []layout.Item {
	m := layout.Marks{Picture: n.Picture}
	items := m.Ramp("gradient δ at a unit", short)
	if !n.Low {
		items = append(items, layout.NewItem("RMS δ = ∂C/∂z", 10, n.barMark),
			m.Diamonds("RMS ∂C/∂W"),
			layout.NewItem("predicted before training", 20, func(x, y float32) { n.Dashes(x, y, x+20, y, n.Theme.Theory) }))
	}
	items = append(items, m.Signs("activation, weight − / +"),
		n.unitItem("dead", wire.UnitDead),
		n.unitItem("off for this example", wire.UnitOff),
		n.unitItem("saturated", wire.UnitSaturated))
	if !n.Low {
		items = append(items, layout.NewItem("exactly 0", 10, func(x, y float32) { n.Zero(x+5, y, 4, n.Theme.Measured) }))
	}
	switch {
	case n.crowds():
		items = append(items, layout.NewItem("units: activation above, |δ| below", 0, nil))
	case n.matrices():
		items = append(items, layout.NewItem("matrices: W above, |∂C/∂W| below", 0, nil))
	}
	if n.convolves() && !n.crowds() {
		items = append(items, layout.NewItem("channels: activation, and |δ| beside it", 0, nil))
	}
	if n.confuses(&n.Snap.Lanes[0]) {
		text := "confusion: stronger, larger share of the row"
		if n.Low {
			text = "no room for the confusion matrix"
		}
		items = append(items, layout.NewItem(text, 0, nil))
	}
	if n.Low || n.Options.W < wideLegend {
		return items
	}
	return append(items,
		layout.NewItem("float32 underflow", 10, func(x, y float32) { n.Underflow(x+5, y-1, 4, n.Theme.Measured) }),
		layout.NewItem("outside the scale", 10, func(x, y float32) { n.Arrow(x+5, y, 4, n.Theme.Measured, 1) }),
		layout.NewItem("not a number", 10, func(x, y float32) { n.Cross(x+5, y, 4, n.Theme.Alarm) }))
}

// wideLegend is the width from which rare marks are explained too.
const wideLegend = 640

// barMark is a bar of a gauge.
func (n *network) barMark(x, y float32) {
	n.Box(draw.BoxAt(x+1, y-5, 8, 10), n.Theme.Magnitude.At(0.7))
	n.Box(draw.BoxAt(x+1, y-5.5, 8, 1.5), n.Theme.Measured)
}

// unitItem is a unit that is marked.
func (n *network) unitItem(text string, flags uint8) layout.Item {
	return layout.NewItem(text, 12, func(x, y float32) {
		units{&lane{network: n, radius: 4.5}}.neuron(x+6, y, 0.7, n.Theme.Magnitude.At(0.7), flags)
	})
}
