// Package waterfall is the view of the whole run: a heat map of the gradient of every
// layer over time.
package waterfall

import (
	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// chart is a heat map over the run: bins from left to right, layers from the
// output at the top down to the first.
type chart struct {
	draw.Box
	field int // of wire.TraceFields: 0 for δ, 2 for ∂C/∂W
}

// Row is the view's row in the table of views.
var Row = layout.Row{
	Name: wire.ViewWaterfall, LeastLane: layout.LowLane,
	New: func(p *layout.Picture) layout.View {
		return &waterfall{Charts: layout.Charts{Plots: layout.Plots{Picture: p}}}
	},
}

// waterfall is the history of every lane: δ at the left, ∂C/∂W at the right.
type waterfall struct {
	layout.Charts
	charts [][2]chart // by lane
}

// Draw draws the charts of all lanes.
func (v *waterfall) Draw() {
	v.charts = append(v.charts[:0], make([][2]chart, len(v.Snap.Lanes))...)
	v.Bands(v.lane)
}

func (v *waterfall) lane(lane int, body draw.Box) {
	l := &v.Snap.Lanes[lane]
	charts := v.splitCharts(body)
	v.charts[lane] = charts
	for i, caption := range [...]string{text.Say("picture.rmsDelta"), text.Say("picture.rmsGradient")} {
		c := charts[i]
		if c.W == 0 {
			continue
		}
		v.Text(v.Shorten(caption, theme.Small, c.W), c.X, c.Y-layout.Caption+1, 0, theme.Small, false, v.Theme.Text)
		v.Box(c.Box, v.Theme.Panel)
		v.heat(c, l)
		v.steps(c, &l.Trace, l.Step)
	}
	v.LayerRows(charts[0].Box, l)
}

// splitCharts divides a lane's body between two charts of equal width; a narrow low
// lane has room for the first alone.
func (v *waterfall) splitCharts(body draw.Box) [2]chart {
	top, h := body.Y+layout.Caption, body.H-2*layout.Caption
	names := v.RowNames(h)
	w := (body.W - names - 2*theme.Gap) / 2
	if v.Fewer() {
		return [2]chart{{draw.BoxAt(body.X+names, top, body.W-names, h), 0}}
	}
	left := draw.BoxAt(body.X+names, top, w, h)
	right := draw.BoxAt(left.X+w+2*theme.Gap, top, w, h)
	return [2]chart{{left, 0}, {right, 2}}
}

// heat makes a chart's raster. Every bin has two columns, its extremes.
func (v *waterfall) heat(c chart, l *wire.Lane) {
	bins, layers := len(l.Trace.Steps), len(l.Layers)
	if bins == 0 || len(l.Trace.Levels) != bins*layers*wire.TraceFields {
		return
	}
	r := draw.Raster{
		X: c.X, Y: c.Y, W: c.W, H: c.H, Cols: 2 * bins, Rows: layers,
		Values: v.Bytes(2 * bins * layers), Palette: v.Theme.MagnitudeCodes,
	}
	for layer := range layers {
		row := r.Values[(layers-1-layer)*r.Cols:][:r.Cols]
		for bin := range bins {
			levels := l.Trace.Layer(bin, layer, layers)[c.field:]
			row[2*bin], row[2*bin+1] = v.code(levels[0]), v.code(levels[1])
		}
	}
	v.Rasters = append(v.Rasters, r)
}

// code is the palette's code of a level.
func (v *waterfall) code(level scale.Level) uint8 {
	switch level {
	case scale.LevelZero:
		return theme.CodeZero
	case scale.LevelUnderflow:
		return theme.CodeUnderflow
	case scale.LevelUnknown:
		return theme.CodeUnknown
	}
	exp, _ := level.Exp()
	return v.Axis.Code(exp)
}

// steps writes under a chart at which steps it begins and ends, and as many
// between as fit.
func (v *waterfall) steps(c chart, t *wire.Trace, now uint32) {
	if len(t.Steps) == 0 {
		return
	}
	y, muted := c.Y+c.H+3, v.Theme.Muted
	first := v.Text(text.Say("picture.step", "step", format.Count(int(t.Steps[0]))), c.X, y, 0, theme.Small, false, muted)
	last := v.Measure(format.Count(int(now)), theme.Small, false)
	end := c.X + c.W - last
	if end < first.X+first.W+8 {
		return
	}
	v.Text(format.Count(int(now)), c.X+c.W, y, 1, theme.Small, false, muted)
	free := first.X + first.W + 24
	for i := 1; i < 8; i++ {
		bin := i * len(t.Steps) / 8
		x := c.X + c.W*float32(bin)/float32(len(t.Steps))
		step := format.Count(int(t.Steps[bin]))
		w := v.Measure(step, theme.Small, false)
		if x-w/2 < free || x+w/2 > end-24 {
			continue
		}
		v.Text(step, x, y, 0.5, theme.Small, false, muted)
		v.Line(x, c.Y+c.H, x, c.Y+c.H+4, 1, muted)
		free = x + w/2 + 24
	}
}

// cellAt is the bin and layer of a chart at a point.
func (c chart) cellAt(x, y float32, bins, layers int) (bin, layer int, ok bool) {
	if bins == 0 || layers == 0 || x < c.X || x >= c.X+c.W || y < c.Y || y >= c.Y+c.H {
		return 0, 0, false
	}
	bin = int(float32(bins) * (x - c.X) / c.W)
	layer = layers - 1 - int(float32(layers)*(y-c.Y)/c.H)
	return min(bin, bins-1), max(layer, 0), true
}

// Legend explains the colours.
func (v *waterfall) Legend() (marks, lasting []layout.Item) {
	m := layout.Marks{Picture: v.Picture}
	return append(m.Ramp(text.Say("picture.rms"), text.Say("picture.rmsDelta")),
		m.Swatch(text.Say("picture.exactlyZero"), v.Theme.Nothing),
		m.Swatch(text.Say("picture.float32Underflow"), v.Theme.Lost),
		layout.NewItem(text.Say("picture.pairs"), 0, nil)), nil
}
