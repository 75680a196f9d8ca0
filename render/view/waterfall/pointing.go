package waterfall

import (
	"math"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/sim/text"
	"backflow/sim/wire/scale"
)

// cell is a moment and a layer.
const cell layout.Part = "cell"

// Start is the newest moment.
func (v *waterfall) Start(lane int) layout.Target {
	return layout.Target{Part: cell, Lane: lane, Bin: len(v.Snap.Lanes[lane].Trace.Steps) - 1}
}

// At is the moment and layer of a lane's waterfall at a point.
func (v *waterfall) At(lane int, x, y float32) (layout.Target, bool) {
	l := &v.Snap.Lanes[lane]
	for _, c := range v.charts[lane] {
		if bin, layer, ok := c.cellAt(x, y, len(l.Trace.Steps), len(l.Layers)); ok {
			return layout.Target{Part: cell, Lane: lane, Layer: layer, Bin: bin}, true
		}
	}
	return layout.Target{}, false
}

// Has reports whether there still is a cell of a waterfall.
func (v *waterfall) Has(t layout.Target) bool {
	l := &v.Snap.Lanes[t.Lane]
	return t.Part == cell && v.charts[t.Lane][0].W > 0 && t.Bin >= 0 && t.Bin < len(l.Trace.Steps) &&
		t.Layer >= 0 && t.Layer < len(l.Layers) && len(l.Trace.Levels) > 0
}

// Move goes from cell to cell of the waterfall, and on to the next lane.
func (v *waterfall) Move(t layout.Target, key string) layout.Target {
	l := &v.Snap.Lanes[t.Lane]
	dx, dy := layout.Direction(key)
	t.Bin, t.Layer = max(t.Bin+dx, 0), t.Layer-dy
	switch {
	case t.Layer < 0 && t.Lane+1 < len(v.Lanes):
		t.Lane++
		t.Layer = len(v.Snap.Lanes[t.Lane].Layers) - 1
	case t.Layer >= len(l.Layers) && t.Lane > 0:
		t.Lane, t.Layer = t.Lane-1, 0
	}
	t.Layer = max(0, min(t.Layer, len(v.Snap.Lanes[t.Lane].Layers)-1))
	t.Bin = min(t.Bin, len(v.Snap.Lanes[t.Lane].Trace.Steps)-1)
	return t
}

// Describe tells of both charts, since they show the same moment.
func (v *waterfall) Describe(t layout.Target) []string {
	l := &v.Snap.Lanes[t.Lane]
	levels := l.Trace.Layer(t.Bin, t.Layer, len(l.Layers))
	return []string{
		format.List([]string{format.StepsOf(&l.Trace, t.Bin), format.LayerName(&l.Layers[t.Layer])}),
		text.Say("picture.rmsDeltaIs", "value", extremes(levels[0], levels[1])),
		text.Say("picture.rmsGradientIs", "value", extremes(levels[2], levels[3])),
	}
}

// extremes writes two levels, the smaller first.
func extremes(a, b scale.Level) string {
	return format.Range(levelText(min(a, b)), levelText(max(a, b)))
}

func levelText(level scale.Level) string {
	switch level {
	case scale.LevelZero:
		return "0"
	case scale.LevelUnderflow:
		return text.Say("picture.underflow")
	case scale.LevelUnknown:
		return text.Say("picture.notANumber")
	}
	exp, _ := level.Exp()
	return format.Number(math.Pow(10, exp))
}

// Mark marks a moment in both charts.
func (v *waterfall) Mark(t layout.Target) {
	l, charts := &v.Snap.Lanes[t.Lane], v.charts[t.Lane]
	bins, layers := float32(len(l.Trace.Steps)), float32(len(l.Layers))
	for _, c := range charts {
		w, h := c.W/bins, c.H/layers
		at := draw.BoxAt(c.X+float32(t.Bin)*w, c.Y+c.H-float32(t.Layer+1)*h, max(w, 3), max(h, 3))
		v.Frame(draw.BoxAt(at.X-1, at.Y-1, at.W+2, at.H+2), v.Theme.Text)
	}
	c := charts[0]
	x := c.X + (float32(t.Bin)+0.5)*c.W/bins
	y := c.Y + c.H - (float32(t.Layer)+0.5)*c.H/layers
	v.Note(v.Describe(t), c.Box, func(w, h float32) (float32, float32) {
		left := x + 12
		if left+w > c.X+c.W-1 {
			left = x - 12 - w
		}
		return max(left, c.X+1), max(c.Y+1, min(y-h/2, c.Y+c.H-h-1))
	})
}
