package scene

import (
	"math"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// chart is a heat map over the run: bins from left to right, layers from the
// output at the top down to the first.
type chart struct {
	box
	field int // of wire.TraceFields: 0 for δ, 2 for ∂C/∂W
}

// caption is the height of a line of small text over or under a chart.
const caption = 17

// waterfall draws the history of a lane: δ at the left, ∂C/∂W at the right.
func (s *Scene) waterfall(b *laneBox, l *wire.Lane, body box) {
	b.charts = s.splitCharts(body)
	for i, text := range [...]string{"RMS δ", "RMS ∂C/∂W"} {
		c := b.charts[i]
		if c.w == 0 {
			continue
		}
		s.label(text, c.x, c.y-caption+1, 0, theme.Small, false, s.view.Theme.Text)
		s.rect(c.box, s.view.Theme.Panel)
		s.heat(c, l)
		s.steps(c, &l.Trace, l.Step)
	}
	s.layerRows(b.charts[0].box, l)
}

// splitCharts divides a lane's body between two charts of equal width; a narrow low
// lane has room for the first alone.
func (s *Scene) splitCharts(body box) [2]chart {
	top, h := body.y+caption, body.h-2*caption
	names := s.rowNames(h)
	w := (body.w - names - 2*theme.Gap) / 2
	if s.fewer() {
		return [2]chart{{box{body.x + names, top, body.w - names, h}, 0}}
	}
	left := box{body.x + names, top, w, h}
	right := box{left.x + w + 2*theme.Gap, top, w, h}
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
	r := Raster{
		X: c.x, Y: c.y, W: c.w, H: c.h, Cols: 2 * bins, Rows: layers,
		Values: s.codes(2 * bins * layers), Palette: s.view.Theme.MagnitudeCodes,
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
	y, muted := c.y+c.h+3, s.view.Theme.Muted
	first := s.label("step "+Count(int(t.Steps[0])), c.x, y, 0, theme.Small, false, muted)
	last := s.view.Measure(Count(int(now)), theme.Small, false)
	end := c.x + c.w - last
	if end < first.X+first.W+8 {
		return
	}
	s.label(Count(int(now)), c.x+c.w, y, 1, theme.Small, false, muted)
	free := first.X + first.W + 24
	for i := 1; i < 8; i++ {
		bin := i * len(t.Steps) / 8
		x := c.x + c.w*float32(bin)/float32(len(t.Steps))
		text := Count(int(t.Steps[bin]))
		w := s.view.Measure(text, theme.Small, false)
		if x-w/2 < free || x+w/2 > end-24 {
			continue
		}
		s.label(text, x, y, 0.5, theme.Small, false, muted)
		s.line(x, c.y+c.h, x, c.y+c.h+4, 1, muted)
		free = x + w/2 + 24
	}
}

// layerRows names the rows left of a chart or of ridges, as many as fit.
func (s *Scene) layerRows(b box, l *wire.Lane) {
	n := len(l.Layers)
	pitch, line := b.h/float32(n), theme.LineHeight(theme.Small)
	every := max(1, int(math.Ceil(float64(line/pitch))))
	if s.low {
		s.lowRows(b, l)
		return
	}
	top := b.y + pitch/2 - line/2 // of the output's name
	s.rowName(l, n-1, b.x, top)
	for i := 0; i < n-1; i += every {
		y := b.y + b.h - (float32(i)+0.5)*pitch - line/2
		if y >= top+line {
			s.rowName(l, i, b.x, y)
		}
	}
}

func (s *Scene) rowName(l *wire.Lane, layer int, x, y float32) {
	s.label(s.shorten(l.Layers[layer].Name, theme.Small, nameSlot-4), x-5, y, 1, theme.Small, false, s.view.Theme.Muted)
}

// cellAt is the bin and layer of a chart at a point.
func (c chart) cellAt(x, y float32, bins, layers int) (bin, layer int, ok bool) {
	if bins == 0 || layers == 0 || x < c.x || x >= c.x+c.w || y < c.y || y >= c.y+c.h {
		return 0, 0, false
	}
	bin = int(float32(bins) * (x - c.x) / c.w)
	layer = layers - 1 - int(float32(layers)*(y-c.y)/c.h)
	return min(bin, bins-1), max(layer, 0), true
}
