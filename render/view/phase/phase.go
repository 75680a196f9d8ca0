// Package phase is the view of what theory expects over weight variance and depth.
package phase

import (
	"math"
	"strconv"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// Row is the view's row in the table of views.
var Row = layout.Row{
	Name: wire.ViewPhase, LeastLane: layout.LowLane, Headless: true, Words: words, Widest: expected,
	New: func(p *layout.Picture) layout.View { return &phase{layout.Charts{Plots: layout.Plots{Picture: p}}} },
}

// phase is the diagram of every lane.
type phase struct{ layout.Charts }

// place is a variance and a depth.
const place layout.Part = "place"

// Start is the place of the network itself.
func (v *phase) Start(lane int) layout.Target {
	bin, depth := ownPlace(&v.Snap.Lanes[lane].Phase)
	return layout.Target{Part: place, Lane: lane, Layer: depth, Bin: bin}
}

// Draw draws the diagrams of all lanes.
func (v *phase) Draw() { v.Bands(v.diagram) }

// phaseSpan is the decades that the colours of a phase diagram run over, to
// either side of a gradient that is neither less nor more at layer 1.
const phaseSpan = 10

// diagram draws what theory expects of networks like a lane's: weight
// variance from left to right, depth from the bottom up.
func (v *phase) diagram(lane int, body draw.Box) {
	l := &v.Snap.Lanes[lane]
	p := &l.Phase
	if p.Columns == 0 || p.Depths == 0 {
		return
	}
	names := v.RowNames(body.H - 2*layout.Caption)
	c := draw.BoxAt(body.X+names, body.Y+layout.Caption, body.W-names-theme.Gap, body.H-2*layout.Caption)
	if !v.Low { // words beside low lanes say it
		v.Text(v.Longest(theme.Small, c.W, captions(l)...), c.X, c.Y-layout.Caption+1, 0, theme.Small, false, v.Theme.Text)
	}
	v.Box(c, v.Theme.Panel)
	done := len(p.Levels) / p.Depths
	v.Raster(draw.Raster{
		X: c.X, Y: c.Y, W: c.W * float32(done) / float32(p.Columns), H: c.H, Cols: done, Rows: p.Depths,
		Values: v.codes(p, done), Palette: v.Theme.ChangeCodes, Smooth: true,
	})
	v.hatchUnknown(c, p, done)
	v.contours(c, p, done)
	v.labels(c, p)
	v.here(c, p)
	v.Lanes[lane].Add(layout.Plot{
		Box: c, Part: place, Cols: p.Columns, Rows: p.Depths, Within: c,
		Tell: func(col, row int) []string { return describe(p, col, row) },
	})
}

// captions compare theory and measurement at the lane's own place, in many
// words or few.
func captions(l *wire.Lane) []string {
	p := &l.Phase
	variance, layers := format.Number(p.WeightVar), format.Layers(p.Depth)
	reaches, left, now := format.Reaches(p.Left), format.Left(p.Left), format.Left(l.Left)
	switch known, measured := !math.IsNaN(p.Left), !math.IsNaN(l.Left); {
	case known && measured:
		return []string{
			text.Say("picture.placeNow", "variance", variance, "layers", layers, "share", reaches, "now", now),
			text.Say("picture.placeShortNow", "variance", variance, "layers", layers, "share", left, "now", now),
		}
	case known:
		return []string{
			text.Say("picture.place", "variance", variance, "layers", layers, "share", reaches),
			text.Say("picture.placeShort", "variance", variance, "layers", layers, "share", left),
		}
	case measured:
		return []string{
			text.Say("picture.placeUnknownNow", "variance", variance, "layers", layers, "now", now),
			text.Say("picture.placeUnknownShortNow", "variance", variance, "layers", layers, "now", now),
		}
	}
	return []string{
		text.Say("picture.placeUnknown", "variance", variance, "layers", layers),
		text.Say("picture.placeUnknownShort", "variance", variance, "layers", layers),
	}
}

func (v *phase) codes(p *wire.Phase, done int) []uint8 {
	values := v.Bytes(done * p.Depths)
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
func (v *phase) hatchUnknown(c draw.Box, p *wire.Phase, done int) {
	w, h := c.W/float32(p.Columns), c.H/float32(p.Depths)
	for from := 0; from < done; {
		to := from + 1
		for to < done && sameUnknown(p, from, to) {
			to++
		}
		for _, r := range unknownDepths(p, from) {
			v.Hatch(draw.BoxAt(c.X+w*float32(from), c.Y+c.H-h*float32(r[1]), w*float32(to-from), h*float32(r[1]-r[0])))
		}
		from = to
	}
}

// sameUnknown reports whether two columns lack the same depths.
func sameUnknown(p *wire.Phase, a, b int) bool {
	for d := range p.Depths {
		if (p.Levels[a*p.Depths+d] == scale.LevelUnknown) != (p.Levels[b*p.Depths+d] == scale.LevelUnknown) {
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
		switch missing := d < p.Depths && levels[d] == scale.LevelUnknown; {
		case missing && start < 0:
			start = d
		case !missing && start >= 0:
			stretches = append(stretches, [2]int{start, d})
			start = -1
		}
	}
	return stretches
}

// contours join the depths from which on less than a thousandth is left, or
// more than a thousandfold.
func (v *phase) contours(c draw.Box, p *wire.Phase, done int) {
	for _, sign := range [...]float64{-1, 1} {
		lastX, lastY := float32(-1), float32(0)
		for column := range done {
			d, crosses := crossing(p.Levels[column*p.Depths:][:p.Depths], sign)
			if !crosses {
				lastX = -1
				continue
			}
			x := c.X + c.W*(float32(column)+0.5)/float32(p.Columns)
			y := c.Y + c.H*(1-(d+0.5)/float32(p.Depths))
			if lastX >= 0 {
				v.Dashes(lastX, lastY, x, y, v.Theme.Text)
			}
			lastX, lastY = x, y
		}
	}
}

// crossing is the depth from which on the gradient has gone by three decades to
// one side, between two layers where it has gone further than that in one.
func crossing(levels []scale.Level, sign float64) (depth float32, crosses bool) {
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

// labels writes the decades of σ² and the depths, and what both are.
func (v *phase) labels(c draw.Box, p *wire.Phase) {
	muted, line := v.Theme.Muted, theme.LineHeight(theme.Small)
	axes := v.Longest(theme.Small, c.W, text.Say("picture.phaseAxes"), text.Say("picture.phaseAxesShort"), text.Say("picture.phaseAxesShortest"))
	name := v.Text(axes, c.X+c.W/2, c.Y+c.H+3, 0.5, theme.Small, false, muted)
	for exp := int(math.Ceil(float64(p.Lo))); exp <= int(p.Hi); exp++ {
		x := c.X + c.W*(float32(exp)-p.Lo)/(p.Hi-p.Lo)
		w := v.Measure(theme.Power(exp), theme.Small, false)
		at := max(c.X, min(x-w/2, c.X+c.W-w))
		if at < name.X+name.W+6 && at+w > name.X-6 {
			continue
		}
		v.Text(theme.Power(exp), at, c.Y+c.H+3, 0, theme.Small, false, muted)
	}
	if v.RowNames(c.H) == 0 {
		return
	}
	v.Text(strconv.Itoa(p.Depths), c.X-5, c.Y, 1, theme.Small, false, muted)
	if c.H > 3*line {
		v.Text(strconv.Itoa(p.Depths/2), c.X-5, c.Y+c.H/2-line/2, 1, theme.Small, false, muted)
	}
	if c.H > 2*line {
		v.Text("1", c.X-5, c.Y+c.H-line, 1, theme.Small, false, muted)
	}
}

// here marks the lane's own network.
func (v *phase) here(c draw.Box, p *wire.Phase) {
	if !(p.WeightVar > 0) {
		return
	}
	t := (float32(math.Log10(p.WeightVar)) - p.Lo) / (p.Hi - p.Lo)
	x := c.X + c.W*max(0, min(1, t))
	y := c.Y + c.H*(1-(float32(min(p.Depth, p.Depths))-0.5)/float32(p.Depths))
	r := max(2, min(6, c.H/2))
	v.Diamond(x, max(c.Y+r, min(y, c.Y+c.H-r)), r, v.Theme.Measured, v.Theme.Background)
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

// describe is what theory expects at a variance and a depth.
func describe(p *wire.Phase, column, row int) []string {
	variance := math.Pow(10, float64(p.Lo)+float64(p.Hi-p.Lo)*(float64(column)+0.5)/float64(p.Columns))
	head := text.Say("picture.placeHead", "variance", format.Number(variance), "layers", format.Layers(row+1))
	at := column*p.Depths + row
	if at >= len(p.Levels) {
		return []string{head, text.Say("picture.notComputed")}
	}
	exp, ok := p.Levels[at].Exp()
	if !ok {
		return []string{head, text.Say("picture.noTheory")}
	}
	return []string{head, text.Say("picture.predicted", "share", format.Reaches(math.Pow(10, exp)))}
}

// words compare theory and measurement in two lines.
func words(l *wire.Lane) []string {
	texts := []string{expected(format.Left(l.Phase.Left))}
	if math.IsNaN(l.Phase.Left) {
		texts[0] = text.Say("picture.noPrediction")
	}
	if !math.IsNaN(l.Left) {
		texts = append(texts, text.Say("picture.now", "share", format.Left(l.Left)))
	}
	return texts
}

// expected is what theory expects to be left.
func expected(share string) string { return text.Say("picture.theory", "share", share) }
