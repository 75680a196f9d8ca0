package scene

import (
	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

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

// histograms draws the distribution of activations, log10|δ| and log10|∂C/∂W|
// in every layer: as ridges or, where those would be too low, as a heat map.
func (s *Scene) histograms(b *laneBox, l *wire.Lane, body draw.Box) {
	linear, decades := s.spreadOf(l.Label), span{float32(s.axis.Lo), float32(s.axis.Hi)}
	b.panels = [...]panel{
		{caption: "activation", pick: activations, scale: linear.span, parts: linear.parts},
		{caption: "|δ|", pick: deltas, scale: decades, parts: 1, decades: true},
		{caption: "|∂C/∂W|", pick: gradients, scale: decades, parts: 1, decades: true},
	}
	names := s.rowNames(body.H - 2*caption)
	w, only := (body.W-names-4*theme.Gap)/3, -1
	if s.fewer() {
		body.X -= body.W - names + 2*theme.Gap // as if it were the second
		w, only = body.W-names, 1
	}
	for i := range b.panels {
		p := &b.panels[i]
		if only >= 0 && i != only {
			continue
		}
		x := body.X + names + float32(i)*(w+2*theme.Gap)
		p.rows = len(l.Layers)
		p.zeros = draw.BoxAt(x, body.Y+caption, zeroSlot, body.H-2*caption)
		p.Box = draw.BoxAt(x+zeroSlot+4, p.zeros.Y, w-zeroSlot-4, p.zeros.H)
		s.panel(p, l)
		b.plot(plot{Box: p.zeros, part: Bar, cols: 1, rows: p.rows, panel: i})
		b.plot(plot{Box: p.Box, part: Bar, cols: s.columns(p), rows: p.rows, panel: i})
	}
	s.layerRows(b.panels[max(only, 0)].zeros, l)
}

// columns are as many as the parts of a panel's scale: decades, or round steps.
func (s *Scene) columns(p *panel) int {
	if p.decades {
		return s.axis.Hi - s.axis.Lo
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
func (s *Scene) shade(p *panel, t float32) theme.Color {
	switch {
	case p.decades:
		return s.Theme.Magnitude.At(t)
	case t < p.scale.at(0):
		return s.Theme.Negative
	}
	return s.Theme.Positive
}

// panel draws one quantity of all layers.
func (s *Scene) panel(p *panel, l *wire.Lane) {
	th := s.Theme
	s.Box(p.Box, th.Panel)
	s.Box(p.zeros, th.Panel)
	s.Text("0", p.zeros.X+p.zeros.W/2, p.Y+p.H+3, 0.5, theme.Small, false, th.Muted)
	if p.decades {
		s.axisLabels(p)
	} else {
		s.spreadLabels(p)
	}
	off := float32(0) // mean share of what is off the scale
	for i := p.rows - 1; i >= 0; i-- {
		h := p.pick(&l.Layers[i])
		low, high := p.off(h)
		off += (low + high) / float32(p.rows)
		s.zeroBar(p, i, h.Zeros)
		s.offBar(p, i, p.X, low)
		s.offBar(p, i, p.X+p.W-offBar, high)
	}
	if p.pitch() < leastRow {
		s.density(p, l)
	} else {
		s.ridges(p, l)
	}
	s.caption(p, off)
}

// caption names a panel's quantity and says how much of it is off the scale.
func (s *Scene) caption(p *panel, off float32) {
	text := p.caption
	if !p.decades {
		text = s.Longest(theme.Small, p.W, p.caption+", own axis", p.caption)
	}
	if share := format.Percent(float64(off)); off >= 0.005 {
		text = s.Longest(theme.Small, p.W, text+", "+share+" outside the scale", p.caption+", "+share+" outside", text)
	}
	s.Text(text, p.X, p.Y-caption+1, 0, theme.Small, false, s.Theme.Text)
}

// tick is a line across a panel: under its ridges, but over a heat map.
func (s *Scene) tick(p *panel, x float32) {
	line := draw.Shape{Kind: draw.Line, X: x, Y: p.Y, X2: x, Y2: p.Y + p.H, R: 1, Color: s.Theme.Rule}
	if p.pitch() < leastRow {
		s.Over(line)
	} else {
		s.Under(line)
	}
}

// axisLabels writes the decades under a panel.
func (s *Scene) axisLabels(p *panel) {
	widest := s.Measure(theme.Power(s.axis.Lo), theme.Small, false)
	step := s.axis.Step(max(2, int(p.W/(widest+14))))
	for exp := s.axis.Lo; exp <= s.axis.Hi; exp += step {
		x := p.X + p.W*p.scale.at(float32(exp))
		s.tick(p, x)
		text := theme.Power(exp)
		w := s.Measure(text, theme.Small, false)
		s.Text(text, max(p.X, min(x-w/2, p.X+p.W-w)), p.Y+p.H+3, 0, theme.Small, false, s.Theme.Muted)
	}
}

// spreadLabels writes the ends of a linear scale, and 0 between them.
func (s *Scene) spreadLabels(p *panel) {
	if s.low { // the next lane's scale is another
		s.tick(p, p.X+p.W*p.scale.at(0))
		return
	}
	y, muted := p.Y+p.H+3, s.Theme.Muted
	low := s.Text(short(p.scale.lo), p.X, y, 0, theme.Small, false, muted)
	if w := s.Measure(short(p.scale.hi), theme.Small, false); low.X+low.W+4 > p.X+p.W-w {
		return // the scale is too short for both
	}
	high := s.Text(short(p.scale.hi), p.X+p.W, y, 1, theme.Small, false, muted)
	x := p.X + p.W*p.scale.at(0)
	w := s.Measure("0", theme.Small, false)
	s.tick(p, x)
	if x-w/2 > low.X+low.W+4 && x+w/2 < high.X-4 {
		s.Text("0", x, y, 0.5, theme.Small, false, muted)
	}
}

// short writes an end of a linear scale.
func short(x float32) string {
	return format.Number(float64(x))
}
