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
	names := s.rowNames(body.h - 2*caption)
	c := box{body.x + names, body.y + caption, body.w - names - theme.Gap, body.h - 2*caption}
	if !s.low { // words beside low lanes say it
		s.label(s.longest(theme.Small, c.w, phaseCaptions(l)...), c.x, c.y-caption+1, 0, theme.Small, false, s.view.Theme.Text)
	}
	s.rect(c, s.view.Theme.Panel)
	done := len(p.Levels) / p.Depths
	s.Rasters = append(s.Rasters, Raster{
		X: c.x, Y: c.y, W: c.w * float32(done) / float32(p.Columns), H: c.h, Cols: done, Rows: p.Depths,
		Values: s.phaseCodes(p, done), Palette: s.view.Theme.ChangeCodes, Smooth: true,
	})
	s.hatchUnknown(c, p, done)
	s.contours(c, p, done)
	s.phaseLabels(c, p)
	s.here(c, p)
	b.plot(plot{box: c, part: Place, cols: p.Columns, rows: p.Depths})
}

// phaseCaptions compare theory and measurement at the lane's own place, in many
// words or few.
func phaseCaptions(l *wire.Lane) []string {
	p := &l.Phase
	at := "σ² " + Number(p.WeightVar) + ", " + Plural(p.Depth, "layer") + ": "
	long, short := at+"predicted "+ofTheGradient(p.Left)+reaches, at+"predicted "+Left(p.Left)
	if math.IsNaN(p.Left) {
		long, short = at+"theory has no prediction", at+"no prediction"
	}
	if !math.IsNaN(l.Left) {
		long, short = long+", measured now "+Left(l.Left), short+", now "+Left(l.Left)
	}
	return []string{long, short}
}

func (s *Scene) phaseCodes(p *wire.Phase, done int) []uint8 {
	values := s.codes(done * p.Depths)
	for column := range done {
		for d := range p.Depths {
			code := theme.ChangeUnknown
			if exp, ok := p.Levels[column*p.Depths+d].Exp(); ok {
				code = theme.ChangeCode(float32(exp / phaseSpan))
			}
			values[(p.Depths-1-d)*done+column] = code
		}
	}
	return values
}

// hatchUnknown hatches what theory does not know: every column's stretches of
// it, and those of neighbours that are alike together.
func (s *Scene) hatchUnknown(c box, p *wire.Phase, done int) {
	w, h := c.w/float32(p.Columns), c.h/float32(p.Depths)
	for from := 0; from < done; {
		to := from + 1
		for to < done && sameUnknown(p, from, to) {
			to++
		}
		for _, r := range unknownDepths(p, from) {
			s.hatch(box{c.x + w*float32(from), c.y + c.h - h*float32(r[1]), w * float32(to-from), h * float32(r[1]-r[0])})
		}
		from = to
	}
}

// sameUnknown reports whether two columns lack the same depths.
func sameUnknown(p *wire.Phase, a, b int) bool {
	for d := range p.Depths {
		if (p.Levels[a*p.Depths+d] == wire.LevelUnknown) != (p.Levels[b*p.Depths+d] == wire.LevelUnknown) {
			return false
		}
	}
	return true
}

// unknownDepths are the stretches of a column that are not known, from one row
// up to before another.
func unknownDepths(p *wire.Phase, column int) (stretches [][2]int) {
	levels, start := p.Levels[column*p.Depths:][:p.Depths], -1
	for d := 0; d <= p.Depths; d++ {
		switch missing := d < p.Depths && levels[d] == wire.LevelUnknown; {
		case missing && start < 0:
			start = d
		case !missing && start >= 0:
			stretches = append(stretches, [2]int{start, d})
			start = -1
		}
	}
	return stretches
}

// hatchPitch is the distance of a hatching's lines, along an edge.
const hatchPitch = 9

// hatch draws rising lines through a box, which line up with those of others.
func (s *Scene) hatch(b box) {
	ink := s.view.Theme.Muted.Fade(0.55)
	first := float32(math.Ceil(float64((b.x+b.y)/hatchPitch))) * hatchPitch // x + y along a line
	for sum := first; sum < b.x+b.w+b.y+b.h; sum += hatchPitch {
		x0, x1 := max(b.x, sum-b.y-b.h), min(b.x+b.w, sum-b.y)
		if x0 < x1 {
			s.front(Shape{Kind: Line, X: x0, Y: sum - x0, X2: x1, Y2: sum - x1, R: 1, Color: ink})
		}
	}
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
				s.dashes(lastX, lastY, x, y, s.view.Theme.Text)
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
	axes := s.longest(theme.Small, c.w, "→ σ²: variance of weights × fan-in · ↑ layers", "→ σ² of weights · ↑ layers", "→ σ² · ↑ layers")
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
	if s.rowNames(c.h) == 0 {
		return
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
	y := c.y + c.h*(1-(float32(min(p.Depth, p.Depths))-0.5)/float32(p.Depths))
	r := max(2, min(6, c.h/2))
	s.diamond(x, clamp(y, c.y+r, c.y+c.h-r), r, s.view.Theme.Measured, s.view.Theme.Background)
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
