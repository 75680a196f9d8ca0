package network

import (
	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Legend explains the marks, the rarer ones last, and says which units are missing.
func (n *network) Legend() (marks, lasting []layout.Item) {
	if missing := n.unshown(); missing != "" {
		return key{n}.items("δ"), []layout.Item{layout.NewItem(missing, 0, nil)}
	}
	return key{n}.items(text.Say("picture.gradient")), nil
}

// key explains the marks of networks.
type key struct{ *network }

// items explain the marks; short names what the ramp is of in few letters.
func (k key) items(short string) []layout.Item {
	m := layout.Marks{Picture: k.Picture}
	items := append(make([]layout.Item, 0, mostItems), m.Ramp(text.Say("picture.deltaAtUnit"), short)...)
	if !k.Low {
		items = append(items, layout.NewItem(text.Say("picture.rmsDeltaMeans"), 10, k.barMark),
			m.Diamonds(text.Say("picture.rmsGradient")),
			layout.NewItem(text.Say("picture.predictedBefore"), 20, func(x, y float32) { k.Dashes(x, y, x+20, y, k.Theme.Theory) }))
	}
	items = append(items, m.Signs(text.Say("picture.signs")),
		k.unitItem(text.Say("picture.dead"), wire.UnitDead),
		k.unitItem(text.Say("picture.off"), wire.UnitOff),
		k.unitItem(text.Say("picture.saturated"), wire.UnitSaturated))
	if !k.Low {
		items = append(items, layout.NewItem(text.Say("picture.exactlyZero"), 10, func(x, y float32) { k.Zero(x+5, y, 4, k.Theme.Measured) }))
	}
	switch {
	case k.crowds():
		items = append(items, layout.NewItem(text.Say("picture.unitsAbove"), 0, nil))
	case k.matrices():
		items = append(items, layout.NewItem(text.Say("picture.matricesAbove"), 0, nil))
	}
	if k.convolves() && !k.crowds() {
		items = append(items, layout.NewItem(text.Say("picture.channels"), 0, nil))
	}
	if k.confuses(&k.Snap.Lanes[0]) {
		about := text.Say("picture.confusion")
		if k.Low {
			about = text.Say("picture.noConfusion")
		}
		items = append(items, layout.NewItem(about, 0, nil))
	}
	if k.Low || k.Options.W < wideLegend {
		return items
	}
	return append(items,
		layout.NewItem(text.Say("picture.float32Underflow"), 10, func(x, y float32) { k.Underflow(x+5, y-1, 4, k.Theme.Measured) }),
		layout.NewItem(text.Say("picture.outsideScale"), 10, func(x, y float32) { k.Arrow(x+5, y, 4, k.Theme.Measured, 1) }),
		layout.NewItem(text.Say("picture.notANumber"), 10, func(x, y float32) { k.Cross(x+5, y, 4, k.Theme.Alarm) }))
}

// mostItems is about as many as there are.
const mostItems = 16

// wideLegend is the width from which rare marks are explained too.
const wideLegend = 640

// barMark is a bar of a gauge.
func (k key) barMark(x, y float32) {
	k.Box(draw.BoxAt(x+1, y-5, 8, 10), k.Theme.Magnitude.At(0.7))
	k.Box(draw.BoxAt(x+1, y-5.5, 8, 1.5), k.Theme.Measured)
}

// unitItem is a unit that is marked.
func (k key) unitItem(what string, flags uint8) layout.Item {
	return layout.NewItem(what, 12, func(x, y float32) {
		units{&lane{Picture: k.Picture, radius: 4.5}}.neuron(x+6, y, 0.7, k.Theme.Magnitude.At(0.7), flags)
	})
}
