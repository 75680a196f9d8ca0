// Package histograms is the view of distributions: a ridge for every layer.
package histograms

import (
	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Row is the view's row in the table of views.
var Row = layout.Row{
	Name: wire.ViewHistograms, LeastLane: layout.LowLane,
	New: func(p *layout.Picture) layout.View {
		return &histograms{Charts: layout.Charts{Plots: layout.Plots{Picture: p}}}
	},
}

// histograms are those of every lane.
type histograms struct {
	layout.Charts
	panels  [][3]panel // by lane
	spreads []spread   // of the activations, by lane
	points  []point    // of the newest ridge; reused
	bins    []float32  // of the newest line of a heat map; reused
}

// panel is one quantity's histograms, a row for every layer.
type panel struct {
	draw.Box          // of the scale
	zeros    draw.Box // left of it: exact zeros
	caption  string
	pick     func(*wire.Layer) *wire.Histogram
	scale    span
	parts    int  // of the scale, of equal length, with 0 between two of them
	decades  bool // the scale is one of powers of ten
	rows     int
}

// zeroSlot is the width of the column in which exact zeros stand apart.
const zeroSlot = 22

// bar is a bin of a histogram.
const bar layout.Part = "bar"

// Start is a bar of |δ| at the last hidden layer, where gradients come from.
func (v *histograms) Start(lane int) layout.Target {
	return layout.Target{Part: bar, Lane: lane, Layer: max(0, len(v.Snap.Lanes[lane].Layers)-2), Unit: 1}
}

// Draw draws the histograms of all lanes.
func (v *histograms) Draw() {
	v.updateSpreads(v.Whole)
	v.panels = append(v.panels[:0], make([][3]panel, len(v.Snap.Lanes))...)
	v.Bands(v.lane)
}

// lane draws the distribution of activations, log10|δ| and log10|∂C/∂W|
// in every layer: as ridges or, where those would be too low, as a heat map.
func (v *histograms) lane(lane int, body draw.Box) {
	b, l := &v.Lanes[lane], &v.Snap.Lanes[lane]
	linear, decades := v.spreadOf(l.Label.String()), span{float32(v.Axis.Lo), float32(v.Axis.Hi)}
	v.panels[lane] = [...]panel{
		{caption: text.Say("picture.activation"), pick: activations, scale: linear.span, parts: linear.parts},
		{caption: "|δ|", pick: deltas, scale: decades, parts: 1, decades: true},
		{caption: "|∂C/∂W|", pick: gradients, scale: decades, parts: 1, decades: true},
	}
	panels := &v.panels[lane]
	names := v.RowNames(body.H - 2*layout.Caption)
	w, only := (body.W-names-4*theme.Gap)/3, -1
	if v.Fewer() {
		body.X -= body.W - names + 2*theme.Gap // as if it were the second
		w, only = body.W-names, 1
	}
	for i := range panels {
		p := &panels[i]
		if only >= 0 && i != only {
			continue
		}
		x := body.X + names + float32(i)*(w+2*theme.Gap)
		p.rows = len(l.Layers)
		p.zeros = draw.BoxAt(x, body.Y+layout.Caption, zeroSlot, body.H-2*layout.Caption)
		p.Box = draw.BoxAt(x+zeroSlot+4, p.zeros.Y, w-zeroSlot-4, p.zeros.H)
		v.panel(p, l)
		b.Add(layout.Plot{
			Box: p.zeros, Part: bar, Cols: 1, Rows: p.rows, Within: p.Box,
			Tell: func(_, row int) []string { return p.describeZeros(&l.Layers[row]) },
		})
		b.Add(layout.Plot{
			Box: p.Box, Part: bar, Cols: v.columns(p), Rows: p.rows, Within: p.Box,
			Tell: func(col, row int) []string { return v.describe(p, &l.Layers[row], col) },
		})
	}
	v.LayerRows(panels[max(only, 0)].zeros, l)
}

// columns are as many as the parts of a panel's scale: decades, or round steps.
func (v *histograms) columns(p *panel) int {
	if p.decades {
		return v.Axis.Hi - v.Axis.Lo
	}
	return p.parts
}

func activations(y *wire.Layer) *wire.Histogram { return &y.ActHist }
func deltas(y *wire.Layer) *wire.Histogram      { return &y.DeltaHist }
func gradients(y *wire.Layer) *wire.Histogram   { return &y.DWHist }

func (p *panel) pitch() float32 { return p.H / float32(p.rows) }

// base is the lower edge of a layer's row; the output's is at the top.
func (p *panel) base(row int) float32 { return p.Y + p.H - float32(row)*p.pitch() }

// shade is the colour at a position on a panel's scale: of the size, or of the
// sign where the position alone says how large.
func (v *histograms) shade(p *panel, t float32) theme.Color {
	switch {
	case p.decades:
		return v.Theme.Magnitude.At(t)
	case t < p.scale.at(0):
		return v.Theme.Negative
	}
	return v.Theme.Positive
}

// panel draws one quantity of all layers.
func (v *histograms) panel(p *panel, l *wire.Lane) {
	th := v.Theme
	v.Box(p.Box, th.Panel)
	v.Box(p.zeros, th.Panel)
	v.Text("0", p.zeros.X+p.zeros.W/2, p.Y+p.H+3, 0.5, theme.Small, false, th.Muted)
	if p.decades {
		v.axisLabels(p)
	} else {
		v.spreadLabels(p)
	}
	off := float32(0) // mean share of what is off the scale
	for i := p.rows - 1; i >= 0; i-- {
		h := p.pick(&l.Layers[i])
		low, high := p.off(h)
		off += (low + high) / float32(p.rows)
		v.zeroBar(p, i, h.Zeros)
		v.offBar(p, i, p.X, low)
		v.offBar(p, i, p.X+p.W-offBar, high)
	}
	if p.pitch() < leastRow {
		v.density(p, l)
	} else {
		v.ridges(p, l)
	}
	v.heading(p, off)
}

// heading names a panel's quantity and says how much of it is off the scale.
func (v *histograms) heading(p *panel, off float32) {
	words, share := p.caption, format.Percent(float64(off))
	outside := text.Say("picture.histogramOutside", "quantity", p.caption, "share", share)
	if own := text.Say("picture.ownAxis", "quantity", p.caption); !p.decades && v.Fits(own, theme.Small, p.W) {
		words, outside = own, text.Say("picture.ownAxisOutside", "quantity", p.caption, "share", share)
	}
	if off >= 0.005 {
		words = v.Longest(theme.Small, p.W, outside, text.Say("picture.histogramOutsideShort", "quantity", p.caption, "share", share), words)
	}
	v.Text(v.Shorten(words, theme.Small, p.W), p.X, p.Y-layout.Caption+1, 0, theme.Small, false, v.Theme.Text)
}

// tick is a line across a panel: under its ridges, but over a heat map.
func (v *histograms) tick(p *panel, x float32) {
	line := draw.Shape{Kind: draw.Line, X: x, Y: p.Y, X2: x, Y2: p.Y + p.H, R: 1, Color: v.Theme.Rule}
	if p.pitch() < leastRow {
		v.Over(line)
	} else {
		v.Under(line)
	}
}

// axisLabels writes the decades under a panel.
func (v *histograms) axisLabels(p *panel) {
	widest := v.Measure(theme.Power(v.Axis.Lo), theme.Small, false)
	step := v.Axis.Step(max(2, int(p.W/(widest+14))))
	for exp := v.Axis.Lo; exp <= v.Axis.Hi; exp += step {
		x := p.X + p.W*p.scale.at(float32(exp))
		v.tick(p, x)
		power := theme.Power(exp)
		w := v.Measure(power, theme.Small, false)
		v.Text(power, max(p.X, min(x-w/2, p.X+p.W-w)), p.Y+p.H+3, 0, theme.Small, false, v.Theme.Muted)
	}
}

// spreadLabels writes the ends of a linear scale, and 0 between them.
func (v *histograms) spreadLabels(p *panel) {
	if v.Low { // the next lane's scale is another
		v.tick(p, p.X+p.W*p.scale.at(0))
		return
	}
	y, muted := p.Y+p.H+3, v.Theme.Muted
	low := v.Text(short(p.scale.lo), p.X, y, 0, theme.Small, false, muted)
	if w := v.Measure(short(p.scale.hi), theme.Small, false); low.X+low.W+4 > p.X+p.W-w {
		return // the scale is too short for both
	}
	high := v.Text(short(p.scale.hi), p.X+p.W, y, 1, theme.Small, false, muted)
	x := p.X + p.W*p.scale.at(0)
	w := v.Measure("0", theme.Small, false)
	v.tick(p, x)
	if x-w/2 > low.X+low.W+4 && x+w/2 < high.X-4 {
		v.Text("0", x, y, 0.5, theme.Small, false, muted)
	}
}
