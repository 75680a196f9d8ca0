// Package instruments is the view of one instrument: what it says of every layer, from
// the input on, beside what theory expects.
package instruments

import (
	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Row is the view's row in the table of views.
var Row = layout.Row{
	Name: wire.ViewInstruments, LeastLane: layout.LowLane, Words: words, Widest: widest,
	New: func(p *layout.Picture) layout.View {
		return &instruments{Charts: layout.Charts{Plots: layout.Plots{Picture: p}}}
	},
}

// instruments are the charts of all lanes, on one scale.
type instruments struct {
	layout.Charts
	scale scale
}

// figurePart is what an instrument says of a layer, and where.
const figurePart layout.Part = "reading"

// Start is layer 1.
func (v *instruments) Start(lane int) layout.Target {
	return layout.Target{Part: figurePart, Lane: lane}
}

// Draw draws the charts of all lanes.
func (v *instruments) Draw() {
	v.scale = v.scale.choose(v.Whole)
	v.Bands(v.lane)
}

// chart is one lane's chart on its way into the picture.
type chart struct {
	*instruments
	draw.Box
	l *wire.Lane
}

func (v *instruments) lane(lane int, body draw.Box) {
	c := chart{instruments: v, l: &v.Snap.Lanes[lane]}
	lines := c.heading(body)
	head, left := float32(layout.Caption), v.labelsWidth(body.H-2*layout.Caption)
	if n := float32(len(lines)); n > 1 {
		head += (n - 1) * theme.LineHeight(theme.Small)
	}
	c.Box = draw.BoxAt(body.X+left, body.Y+head, body.W-left, body.H-head-layout.Caption)
	for i, line := range lines {
		v.Text(line, c.X, body.Y+1+float32(i)*theme.LineHeight(theme.Small), 0, theme.Small, false, v.Theme.Text)
	}
	c.draw()
	v.Lanes[lane].Add(layout.Plot{
		Box: c.Box, Part: figurePart, Cols: len(c.l.Layers), Rows: 1, Within: v.Lanes[lane].All,
		Tell: func(layer, _ int) []string { return describe(c.l, layer) },
	})
}

// draw draws what lies under the marks first.
func (c chart) draw() {
	c.Canvas.Box(c.Box, c.Theme.Panel)
	c.band()
	c.grid()
	c.names()
	for i := range c.l.Chart.Series {
		if s := &c.l.Chart.Series[i]; !quantile(s.Name) {
			c.series(s, styleOf(i))
		}
		c.theory(&c.l.Chart.Series[i])
	}
	if c.l.Chart.Instrument == overSeeds {
		c.series(ownLeft(c.l), styleOf(0))
	}
}
