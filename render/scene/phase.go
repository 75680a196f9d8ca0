package scene

import (
	"math"
	"strconv"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// phaseSpan is the decades that the colours of a phase diagram run over, to
// either side of a gradient that is neither less nor more at layer 1.
const phaseSpan = 10

// phaseDiagram draws what theory expects of networks like a lane's: weight
// variance from left to right, depth from the bottom up.
func (s *Scene) phaseDiagram(b *laneBox, l *wire.Lane, body box) {
	p := &l.Phase
	if p.Columns == 0 || p.Depths == 0 {
		return
	}
	c := box{body.x + rowNames, body.y + caption, body.w - rowNames - theme.Gap, body.h - 2*caption}
	s.label(s.longest(theme.Small, c.w, phaseCaptions(l)...), c.x, c.y-caption+1, 0, theme.Small, false, s.view.Theme.Text)
	s.rect(c, s.view.Theme.Panel)
	done := len(p.Levels) / p.Depths
	s.Rasters = append(s.Rasters, Raster{
		X: c.x, Y: c.y, W: c.w * float32(done) / float32(p.Columns), H: c.h, Cols: done, Rows: p.Depths,
		Values: s.phaseCodes(p, done), Palette: s.view.Theme.SignedCodes, Smooth: true,
	})
	s.contours(c, p, done)
	s.phaseLabels(c, p)
	s.here(c, p)
	b.plot(plot{box: c, part: Place, cols: p.Columns, rows: p.Depths})
}

// phaseCaptions compare theory and measurement at the lane's own place, in many
// words or few.
func phaseCaptions(l *wire.Lane) []string {
	p := &l.Phase
	at := "σ² " + Number(p.WeightVar) + ", " + strconv.Itoa(p.Depth) + " layers: theory "
	long, short := at+"leaves "+Number(p.Left), at+Number(p.Left)
	if !math.IsNaN(l.Left) {
		long, short = long+", measured now "+Number(l.Left), short+", now "+Number(l.Left)
	}
	return []string{long, short}
}

func (s *Scene) phaseCodes(p *wire.Phase, done int) []uint8 {
	values := s.codes(done * p.Depths)
	for column := range done {
		for d := range p.Depths {
			exp, ok := p.Levels[column*p.Depths+d].Exp()
			if !ok {
				exp = 0
			}
			values[(p.Depths-1-d)*done+column] = wire.MapAct(float32(exp), phaseSpan)
		}
	}
	return values
}

// contours join the depths from which on less than a thousandth is left, or
// more than a thousandfold.
func (s *Scene) contours(c box, p *wire.Phase, done int) {
	for _, sign := range [...]float64{-1, 1} {
		lastX, lastY := float32(-1), float32(0)
		for column := range done {
			d, crosses := crossing(p.Levels[column*p.Depths:][:p.Depths], sign)
			if !crosses {
				lastX = -1
				continue
			}
			x := c.x + c.w*(float32(column)+0.5)/float32(p.Columns)
			y := c.y + c.h*(1-(d+0.5)/float32(p.Depths))
			if lastX >= 0 {
				s.dashes(lastX, lastY, x, y)
			}
			lastX, lastY = x, y
		}
	}
}

// crossing is the depth from which on the gradient has gone by three decades to
// one side, between two layers where it has gone further than that in one.
func crossing(levels []wire.Level, sign float64) (depth float32, crosses bool) {
	const decades = 3
	before := 0.0
	for d, level := range levels {
		exp, ok := level.Exp()
		if !ok {
			continue
		}
		now := sign * exp
		if now > decades {
			back := (now - decades) / (now - min(before, decades))
			return max(0, float32(d)-float32(back)), true
		}
		before = now
	}
	return 0, false
}

// phaseLabels writes the decades of σ² and the depths, and what both are.
func (s *Scene) phaseLabels(c box, p *wire.Phase) {
	muted, line := s.view.Theme.Muted, theme.LineHeight(theme.Small)
	axes := s.shorten("→ σ²: variance of weights × fan-in · ↑ layers", theme.Small, c.w)
	name := s.label(axes, c.x+c.w/2, c.y+c.h+3, 0.5, theme.Small, false, muted)
	for exp := int(math.Ceil(float64(p.Lo))); exp <= int(p.Hi); exp++ {
		x := c.x + c.w*(float32(exp)-p.Lo)/(p.Hi-p.Lo)
		w := s.view.Measure(theme.Power(exp), theme.Small, false)
		at := max(c.x, min(x-w/2, c.x+c.w-w))
		if at < name.X+name.W+6 && at+w > name.X-6 {
			continue
		}
		s.label(theme.Power(exp), at, c.y+c.h+3, 0, theme.Small, false, muted)
	}
	s.label(strconv.Itoa(p.Depths), c.x-5, c.y, 1, theme.Small, false, muted)
	if c.h > 3*line {
		s.label(strconv.Itoa(p.Depths/2), c.x-5, c.y+c.h/2-line/2, 1, theme.Small, false, muted)
	}
	if c.h > 2*line {
		s.label("1", c.x-5, c.y+c.h-line, 1, theme.Small, false, muted)
	}
}

// here marks the lane's own network.
func (s *Scene) here(c box, p *wire.Phase) {
	if !(p.WeightVar > 0) {
		return
	}
	t := (float32(math.Log10(p.WeightVar)) - p.Lo) / (p.Hi - p.Lo)
	x := c.x + c.w*max(0, min(1, t))
	y := c.y + c.h*(1-(float32(p.Depth)-0.5)/float32(p.Depths))
	s.diamond(x, max(y, c.y+6), 6, s.view.Theme.Measured, s.view.Theme.Background)
}

// ownPlace is the cell of a lane's own network: its column and its row.
func ownPlace(p *wire.Phase) (column, row int) {
	if p.Columns == 0 || p.Depths == 0 {
		return 0, 0
	}
	t := 0.0
	if p.WeightVar > 0 {
		t = (math.Log10(p.WeightVar) - float64(p.Lo)) / float64(p.Hi-p.Lo)
	}
	column = int(max(0, min(1, t)) * float64(p.Columns))
	return min(column, p.Columns-1), max(0, min(p.Depth, p.Depths)-1)
}
