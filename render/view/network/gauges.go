package network

import (
	"math"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// gauges draws the gauges of a lane.
type gauges struct{ *lane }

// draw draws, under each layer, its RMS δ as a bar and its RMS ∂C/∂W as a
// diamond, on the one absolute axis, with the theory dashed over them.
func (g gauges) draw() {
	if g.gauge.H <= 0 {
		return
	}
	g.axisLines()
	w := barWidth(g.pitch)
	free := g.gauge.X // where the next exponent may start
	for i := range g.l.Layers {
		if i >= g.hop.Reached {
			free = g.bar(g.column[i+1], w, &g.l.Layers[i], free)
		}
	}
	g.profile()
	for i := g.hop.Reached; i < len(g.l.Layers); i++ {
		g.weightMark(g.column[i+1], w, g.l.Layers[i].DWRMS)
	}
	g.theoryLine()
	g.layerNames()
}

// barWidth is a whole number of pixels: snapped to the screen, bars of other
// widths would not be equally wide.
func barWidth(pitch float32) float32 {
	return max(2, min(float32(math.Round(float64(pitch)*0.46)), 24))
}

// axisLines draws the decades with their labels.
func (g gauges) axisLines() {
	th := g.Theme
	g.Box(g.gauge, th.Panel)
	line := theme.LineHeight(theme.Small)
	step := g.Axis.Step(max(2, int(g.gauge.H/(1.22*line))+1))
	for exp := g.Axis.Hi; exp >= g.Axis.Lo; exp -= step {
		y := g.height(g.Axis.Position(float64(exp)))
		g.Line(g.gauge.X, y, g.gauge.X+g.gauge.W, y, 1, th.Rule)
		if g.gauge.H < 1.7*line && exp > g.Axis.Lo {
			continue // no room for more than one
		}
		y = min(y-line/2, g.height(0)+4-line) // the layers' numbers stand below
		g.Text(theme.Power(exp), g.gauge.X-5, y, 1, theme.Small, false, th.Muted)
	}
}

// bar draws a layer's RMS δ. What the axis cannot show has a mark of its own:
// a zero a crossed-out circle, a float32 underflow a double arrow, and what
// lies below or above an arrow with its decade, where that fits right of free.
// It returns where the next decade may be written.
func (g gauges) bar(x, w float32, y *wire.Layer, free float32) float32 {
	th := g.Theme
	t, place := g.Axis.At(y.DeltaRMS)
	r, foot := min(w/2, 4), g.height(0)-7
	switch {
	case place == theme.Unknown:
		g.Cross(x, foot, r, th.Alarm)
		return free
	case place == theme.Zero && y.Underflow > 0, place == theme.Below && y.Underflow > 0.5:
		g.Underflow(x, foot, r, th.Measured)
		return free
	case place == theme.Zero:
		g.Zero(x, foot, r, th.Measured)
		return free
	case place == theme.Below:
		g.Arrow(x, foot, r, th.Measured, 1)
		return g.decade(x, foot-r-2-theme.LineHeight(theme.Small), y.DeltaRMS, free)
	}
	top := g.height(t)
	g.Box(draw.BoxAt(x-w/2, top, w, g.height(0)-top), th.Magnitude.At(0.1+0.9*t))
	g.Box(draw.BoxAt(x-w/2, top-0.5, w, 1.5), th.Measured) // the end reads even where the bar is dark
	if place == theme.Above {
		g.Arrow(x, top+3+r, r, th.Background, -1)
		return g.decade(x, top+2*r+6, y.DeltaRMS, free)
	}
	return free
}

// decade writes a value's power of ten, if it does not touch the one before.
func (g gauges) decade(x, y float32, value float64, free float32) float32 {
	power := "∞"
	if !math.IsInf(value, 0) {
		power = theme.Power(theme.Exponent(value))
	}
	w := g.Measure(power, theme.Small, false)
	outside := y < g.gauge.Y || y+theme.LineHeight(theme.Small) > g.height(0)+2
	if outside || x-w/2 < free || x+w/2 > g.gauge.X+g.gauge.W {
		return free
	}
	g.Text(power, x, y, 0.5, theme.Small, false, g.Theme.Text)
	return x + w/2 + 4
}

// profile joins the ∂C/∂W marks, so that their course reads at any depth.
func (g gauges) profile() {
	c := g.Theme.Measured.Fade(0.45)
	for i := g.hop.Reached + 1; i < len(g.l.Layers); i++ {
		t0, p0 := g.Axis.At(g.l.Layers[i-1].DWRMS)
		t1, p1 := g.Axis.At(g.l.Layers[i].DWRMS)
		if p0 == theme.OnAxis && p1 == theme.OnAxis {
			g.Stroke(g.column[i], g.height(t0), g.column[i+1], g.height(t1), c)
		}
	}
}

// weightMark draws a layer's RMS ∂C/∂W as a hollow diamond; off the axis it
// stands at its end, with a tip that points out, and an exact zero is crossed.
func (g gauges) weightMark(x, w float32, value float64) {
	t, place := g.Axis.At(value)
	if place == theme.Unknown {
		return
	}
	th := g.Theme
	r := min(w*0.3, 4.5)
	y := min(max(g.height(t), g.gauge.Y+r), g.height(0)-r)
	g.Diamond(x, y, r, th.Measured, th.Background)
	switch place {
	case theme.Zero:
		g.Stroke(x-r, y+r, x+r, y-r, th.Measured)
	case theme.Below:
		g.Stroke(x, y, x, y+r+3, th.Measured)
	case theme.Above:
		g.Stroke(x, y, x, y-r-3, th.Measured)
	}
}

// theoryLine chains the predicted factors from the last hidden layer's
// measured δ back to the first.
func (g gauges) theoryLine() {
	last := len(g.l.Layers) - 2
	if last < 1 || !(g.l.Layers[last].DeltaRMS > 0) {
		return
	}
	here := math.Log10(g.l.Layers[last].DeltaRMS)
	for i := last - 1; i >= 0; i-- {
		next := here + math.Log10(g.l.Layers[i].Theory)
		if math.IsNaN(next) || math.IsInf(next, 0) {
			return
		}
		g.theoryPiece(g.column[i+2], g.column[i+1], g.Axis.Position(here), g.Axis.Position(next))
		here = next
	}
}

// theoryPiece draws the part of one piece that lies on the axis.
func (g gauges) theoryPiece(x0, x1, t0, t1 float32) {
	if from, to, ok := layout.OnScale(t0, t1); ok {
		g.Dashes(x0+(x1-x0)*from, g.height(t0+(t1-t0)*from), x0+(x1-x0)*to, g.height(t0+(t1-t0)*to), g.Theme.Theory)
	}
}

// layerNames numbers the columns, as many as fit.
func (g gauges) layerNames() {
	small, muted := theme.Small, g.Theme.Muted
	last := len(g.l.Layers) - 1
	widest := float32(0)
	for i := range last {
		widest = max(widest, g.Measure(g.l.Layers[i].Name, small, false))
	}
	in, out := text.Say("picture.in"), format.ShortLayerName(&g.l.Layers[last])
	every := max(1, int(math.Ceil(float64((widest+6)/g.pitch))))
	y := g.gauge.Y + g.gauge.H + 4
	at := min(g.column[last+1], g.gauge.X+g.gauge.W-g.Measure(out, small, false)/2)
	end := g.Text(out, at, y, 0.5, small, false, muted)
	for i := 0; i < last; i += every {
		w := g.Measure(g.l.Layers[i].Name, small, false)
		if g.column[i+1]+w/2+4 < end.X {
			g.Text(g.l.Layers[i].Name, g.column[i+1], y, 0.5, small, false, muted)
		}
	}
	at = max(g.column[0], layout.Margin+8)
	if half := g.Measure(in, small, false) / 2; g.column[0]+half < g.column[1]-widest/2-4 && at >= half {
		g.Text(in, at, y, 0.5, small, false, muted)
	}
}
