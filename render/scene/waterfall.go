package scene

import (
	"math"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// chart is a heat map over the run: bins from left to right, layers from the
// output at the top down to the first.
type chart struct {
	draw.Box
	field int // of wire.TraceFields: 0 for δ, 2 for ∂C/∂W
}

// caption is the height of a line of small text over or under a chart.
const caption = 17

// waterfall draws the history of a lane: δ at the left, ∂C/∂W at the right.
func (s *Scene) waterfall(b *laneBox, l *wire.Lane, body draw.Box) {
	b.charts = s.splitCharts(body)
	for i, text := range [...]string{"RMS δ", "RMS ∂C/∂W"} {
		c := b.charts[i]
		if c.W == 0 {
			continue
		}
		s.Text(text, c.X, c.Y-caption+1, 0, theme.Small, false, s.Theme.Text)
		s.Box(c.Box, s.Theme.Panel)
		s.heat(c, l)
		s.steps(c, &l.Trace, l.Step)
	}
	s.layerRows(b.charts[0].Box, l)
}

// splitCharts divides a lane's body between two charts of equal width; a narrow low
// lane has room for the first alone.
func (s *Scene) splitCharts(body draw.Box) [2]chart {
	top, h := body.Y+caption, body.H-2*caption
	names := s.rowNames(h)
	w := (body.W - names - 2*theme.Gap) / 2
	if s.fewer() {
		return [2]chart{{draw.BoxAt(body.X+names, top, body.W-names, h), 0}}
	}
	left := draw.BoxAt(body.X+names, top, w, h)
	right := draw.BoxAt(left.X+w+2*theme.Gap, top, w, h)
	return [2]chart{{left, 0}, {right, 2}}
}

// nameSlot is the width of the names of layers, left of a chart.
const nameSlot = 30

// rowNames is the width that they take beside a chart of some height: none beside
// one that is too low for two of them.
func (s *Scene) rowNames(h float32) float32 {
	if s.low && h < 2*theme.LineHeight(theme.Small) {
		return 0
	}
	return nameSlot
}

// heat makes a chart's raster. Every bin has two columns, its extremes.
func (s *Scene) heat(c chart, l *wire.Lane) {
	bins, layers := len(l.Trace.Steps), len(l.Layers)
	if bins == 0 || len(l.Trace.Levels) != bins*layers*wire.TraceFields {
		return
	}
	r := draw.Raster{
		X: c.X, Y: c.Y, W: c.W, H: c.H, Cols: 2 * bins, Rows: layers,
		Values: s.Bytes(2 * bins * layers), Palette: s.Theme.MagnitudeCodes,
	}
	for layer := range layers {
		row := r.Values[(layers-1-layer)*r.Cols:][:r.Cols]
		for bin := range bins {
			levels := l.Trace.Layer(bin, layer, layers)[c.field:]
			row[2*bin], row[2*bin+1] = s.code(levels[0]), s.code(levels[1])
		}
	}
	s.Rasters = append(s.Rasters, r)
}

// code is the palette's code of a level.
func (s *Scene) code(level wire.Level) uint8 {
	switch level {
	case wire.LevelZero:
		return theme.CodeZero
	case wire.LevelUnderflow:
		return theme.CodeUnderflow
	case wire.LevelUnknown:
		return theme.CodeUnknown
	}
	exp, _ := level.Exp()
	return s.axis.Code(exp)
}

// steps writes under a chart at which steps it begins and ends, and as many
// between as fit.
func (s *Scene) steps(c chart, t *wire.Trace, now uint32) {
	if len(t.Steps) == 0 {
		return
	}
	y, muted := c.Y+c.H+3, s.Theme.Muted
	first := s.Text("step "+format.Count(int(t.Steps[0])), c.X, y, 0, theme.Small, false, muted)
	last := s.Measure(format.Count(int(now)), theme.Small, false)
	end := c.X + c.W - last
	if end < first.X+first.W+8 {
		return
	}
	s.Text(format.Count(int(now)), c.X+c.W, y, 1, theme.Small, false, muted)
	free := first.X + first.W + 24
	for i := 1; i < 8; i++ {
		bin := i * len(t.Steps) / 8
		x := c.X + c.W*float32(bin)/float32(len(t.Steps))
		text := format.Count(int(t.Steps[bin]))
		w := s.Measure(text, theme.Small, false)
		if x-w/2 < free || x+w/2 > end-24 {
			continue
		}
		s.Text(text, x, y, 0.5, theme.Small, false, muted)
		s.Line(x, c.Y+c.H, x, c.Y+c.H+4, 1, muted)
		free = x + w/2 + 24
	}
}

// layerRows names the rows left of a chart or of ridges, as many as fit.
func (s *Scene) layerRows(b draw.Box, l *wire.Lane) {
	n := len(l.Layers)
	pitch, line := b.H/float32(n), theme.LineHeight(theme.Small)
	every := max(1, int(math.Ceil(float64(line/pitch))))
	if s.low {
		s.lowRows(b, l)
		return
	}
	top := b.Y + pitch/2 - line/2 // of the output's name
	s.rowName(l, n-1, b.X, top)
	for i := 0; i < n-1; i += every {
		y := b.Y + b.H - (float32(i)+0.5)*pitch - line/2
		if y >= top+line {
			s.rowName(l, i, b.X, y)
		}
	}
}

func (s *Scene) rowName(l *wire.Lane, layer int, x, y float32) {
	s.Text(s.Shorten(l.Layers[layer].Name, theme.Small, nameSlot-4), x-5, y, 1, theme.Small, false, s.Theme.Muted)
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
