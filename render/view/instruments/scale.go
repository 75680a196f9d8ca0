package instruments

import (
	"math"

	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
	"backflow/sim/wire/reading"
)

// scale is the axis of all charts of a picture: absolute, so that lanes compare.
type scale struct {
	instrument string
	kind       reading.Scale
	axis       theme.Axis // of reading.Magnitude
	at         int        // of ranges
}

// ranges are the decades of a logarithmic axis, from the shortest on. An axis is never
// fitted to the data beyond this choice.
var ranges = [...]theme.Axis{{Lo: -2, Hi: 1}, {Lo: -4, Hi: 2}, {Lo: -10, Hi: 2}, {Lo: -20, Hi: 4}, {Lo: -40, Hi: 10}}

// spare is how many decades a shorter axis has to have to spare before it is taken
// again, so that the axis holds still.
const spare = 0.5

// choose is the scale for a snapshot, after the present one.
func (s scale) choose(snap *wire.Snapshot) scale {
	c := shown(snap)
	if c.Instrument != s.instrument {
		s = scale{instrument: c.Instrument}
	}
	s.kind = c.Scale
	lo, hi := decades(snap)
	for i, r := range ranges {
		slack := 0.0
		if i < s.at {
			slack = spare
		}
		if s.axis = r; lo >= float64(r.Lo)+slack && hi <= float64(r.Hi)-slack || i == len(ranges)-1 {
			s.at = i
			return s
		}
	}
	return s
}

// shown is the first lane's chart that holds anything.
func shown(snap *wire.Snapshot) *reading.Chart {
	for i := range snap.Lanes {
		if c := &snap.Lanes[i].Chart; len(c.Series) > 0 {
			return c
		}
	}
	if len(snap.Lanes) > 0 {
		return &snap.Lanes[0].Chart
	}
	return &reading.Chart{}
}

// decades are those of the smallest and the largest number of all charts that is not 0,
// measured or expected.
func decades(snap *wire.Snapshot) (lo, hi float64) {
	note := func(x float64) {
		if exp := math.Log10(math.Abs(x)); !math.IsInf(exp, 0) && !math.IsNaN(exp) {
			lo, hi = min(lo, exp), max(hi, exp)
		}
	}
	for i := range snap.Lanes {
		l := &snap.Lanes[i]
		for j := range l.Chart.Series {
			for _, xs := range [...][]float64{l.Chart.Series[j].Values, l.Chart.Series[j].Theory} {
				for _, x := range xs {
					note(x)
				}
			}
		}
		if l.Chart.Instrument == overSeeds {
			for _, x := range ownLeft(l).Values {
				note(x)
			}
		}
	}
	return lo, hi
}

// position is where a number lies, 0 at the foot and 1 at the top, cut to what the scale
// shows, and its place on it.
func (s scale) position(x float64) (float32, theme.Place) {
	lo := 0.0
	switch {
	case math.IsNaN(x):
		return 0, theme.Unknown
	case s.kind == reading.Magnitude:
		return s.axis.At(x)
	case s.kind == reading.Signed:
		lo = -1
	}
	t := (x - lo) / (1 - lo)
	switch {
	case t < 0:
		return 0, theme.Below
	case t > 1:
		return 1, theme.Above
	case x == 0:
		return float32(t), theme.Zero
	}
	return float32(t), theme.OnAxis
}

// tick is a line of the grid and its label.
type tick struct {
	t     float32
	label string
}

// ticks are at most so many, the ends first.
func (s scale) ticks(most int) (ticks []tick) {
	switch s.kind {
	case reading.Share:
		return []tick{{1, "100 %"}, {0, "0"}, {0.5, "50 %"}}
	case reading.Signed:
		return []tick{{1, "1"}, {0, "−1"}, {0.5, "0"}, {0.75, "0.5"}, {0.25, "−0.5"}}
	}
	ticks = []tick{{1, theme.Power(s.axis.Hi)}, {0, theme.Power(s.axis.Lo)}}
	step := s.axis.Step(max(2, most))
	for exp := s.axis.Hi - step; exp > s.axis.Lo; exp -= step {
		ticks = append(ticks, tick{s.axis.Position(float64(exp)), theme.Power(exp)})
	}
	return ticks
}

// labelsWidth is the room that the labels take left of charts of a height.
func (v *instruments) labelsWidth(h float32) float32 {
	if h < theme.LineHeight(theme.Small) {
		return 0
	}
	widest := float32(0)
	for _, t := range v.scale.ticks(2) {
		widest = max(widest, v.Measure(t.label, theme.Small, false))
	}
	return widest + 6
}

// inset keeps marks at the ends of a chart within it.
func (c chart) inset() float32 { return min(5, c.H/6) }

// height is where a position lies.
func (c chart) height(t float32) float32 { return c.Y + c.inset() + (c.H-2*c.inset())*(1-t) }

// column is the middle of a layer.
func (c chart) column(layer int) float32 {
	return c.X + c.W*(float32(layer)+0.5)/float32(len(c.l.Layers))
}

// grid draws the lines of the scale, and those of their labels that have room.
func (c chart) grid() {
	line := theme.LineHeight(theme.Small)
	var taken []float32
	for _, t := range c.scale.ticks(int(c.H/(1.22*line)) + 1) {
		y := c.height(t.t)
		c.Line(c.X, y, c.X+c.W, y, 1, c.Theme.Rule)
		top := max(c.Y, min(y-line/2, c.Y+c.H-line))
		if c.H < line || touches(taken, top, line) {
			continue
		}
		taken = append(taken, top)
		c.Text(t.label, c.X-5, top, 1, theme.Small, false, c.Theme.Muted)
	}
}

func touches(taken []float32, top, line float32) bool {
	for _, other := range taken {
		if top < other+line && other < top+line {
			return true
		}
	}
	return false
}

// names writes the layers' under a chart, as many as fit.
func (c chart) names() {
	n, y := len(c.l.Layers), c.Y+c.H+3
	out := c.Shorten(format.ShortLayerName(&c.l.Layers[n-1]), theme.Small, c.W/2)
	half := c.Measure(out, theme.Small, false) / 2
	end := c.Text(out, min(c.column(n-1), c.X+c.W-half), y, 0.5, theme.Small, false, c.Theme.Muted)
	free := c.X - 4
	for i := range n - 1 {
		name := c.l.Layers[i].Name
		w := c.Measure(name, theme.Small, false)
		if x := c.column(i) - w/2; x >= free && x+w+6 <= end.X {
			c.Text(name, x, y, 0, theme.Small, false, c.Theme.Muted)
			free = x + w + 6
		}
	}
}
