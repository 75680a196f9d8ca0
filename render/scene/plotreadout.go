package scene

import (
	"math"
	"strconv"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// describePlot says in a few lines what stands in a plot's cell.
func (s *Scene) describePlot(b *laneBox, l *wire.Lane, t Target) []string {
	p := &b.plots[t.Unit]
	switch t.Part {
	case Bar:
		return s.describeBar(b, l, p, t)
	case Place:
		return describePlace(&l.Phase, t)
	case Spot:
		return s.describeSpot(l, t)
	case Moments:
		return describeLoss(&l.Trace, t.Bin)
	case Class:
		return describeClass(l, p.rows-1-t.Layer)
	}
	return describeTaken(l, p.rows-1-t.Layer, t.Bin)
}

// describeBar is a bin of a layer's histogram and its share of the values.
func (s *Scene) describeBar(b *laneBox, l *wire.Lane, p *plot, t Target) []string {
	q := &b.panels[p.panel]
	h := q.pick(&l.Layers[t.Layer])
	head := layerName(&l.Layers[t.Layer]) + ", " + q.caption
	if len(h.Shares) == 0 {
		return []string{head, "not counted yet"}
	}
	if p.Box == q.zeros {
		return []string{head + " exactly 0", format.Percent(float64(h.Zeros)) + " of the values"}
	}
	s.bins = q.rebin(h, s.bins[:0], p.cols)
	share := float64(max(0, min(1, s.bins[t.Bin])))
	lo, hi := q.scale.part(t.Bin, p.cols), q.scale.part(t.Bin+1, p.cols)
	from, to := short(lo), short(hi)
	if q.decades {
		from, to = theme.Power(int(math.Round(float64(lo)))), theme.Power(int(math.Round(float64(hi))))
	}
	return []string{head + " " + from + " … " + to, format.Percent(share) + " of the values"}
}

// part is the beginning of one of n equal parts of the scale.
func (r span) part(i, n int) float32 { return r.lo + r.width()*float32(i)/float32(n) }

// describePlace is what theory expects at a variance and a depth.
func describePlace(p *wire.Phase, t Target) []string {
	variance := math.Pow(10, float64(p.Lo)+float64(p.Hi-p.Lo)*(float64(t.Bin)+0.5)/float64(p.Columns))
	head := "weight variance σ² " + format.Number(variance) + ", " + format.Plural(t.Layer+1, "layer")
	at := t.Bin*p.Depths + t.Layer
	if at >= len(p.Levels) {
		return []string{head, "not computed yet"}
	}
	exp, ok := p.Levels[at].Exp()
	if !ok {
		return []string{head, "theory has no prediction"}
	}
	return []string{head, "predicted: " + format.OfTheGradient(math.Pow(10, exp)) + format.Reaches}
}

// describeSpot is a point of the plane and its class there.
func (s *Scene) describeSpot(l *wire.Lane, t Target) []string {
	side, extent := float64(l.FieldSide), float64(s.snap.Extent)
	x, y := extent*(2*(float64(t.Bin)+0.5)/side-1), extent*(2*(float64(t.Layer)+0.5)/side-1)
	value := float64(l.Field[(l.FieldSide-1-t.Layer)*l.FieldSide+t.Bin]) / 255
	head := "x " + coordinate(x) + ", y " + coordinate(y)
	if classes := len(l.Outputs); classes > 2 {
		return []string{head, "predicted class " + strconv.Itoa(int(math.Round(value*float64(classes-1))))}
	}
	class, sure := 0, 1-value
	if value > 0.5 {
		class, sure = 1, value
	}
	return []string{head, "predicted class " + strconv.Itoa(class) + ", probability " + format.Percent(sure)}
}

func coordinate(x float64) string { return format.Number(math.Round(100*x) / 100) }

// describeLoss is a bin of the run and the loss in it.
func describeLoss(t *wire.Trace, bin int) []string {
	a, b := float64(t.Loss[2*bin]), float64(t.Loss[2*bin+1])
	lo, hi := format.Number(min(a, b)), format.Number(max(a, b))
	if lo == hi {
		return []string{stepsOf(t, bin), "loss " + lo}
	}
	return []string{stepsOf(t, bin), "loss " + lo + " … " + hi}
}

// stepsOf names the steps of a bin.
func stepsOf(t *wire.Trace, bin int) string {
	steps := t.Steps
	if bin+1 < len(steps) && steps[bin+1] > steps[bin]+1 {
		return "steps " + format.Count(int(steps[bin])) + "–" + format.Count(int(steps[bin+1]-1))
	}
	return "step " + format.Count(int(steps[bin]))
}

// describeClass is the output for a class.
func describeClass(l *wire.Lane, class int) []string {
	lines := []string{"class " + strconv.Itoa(class) + ": probability " + format.Percent(float64(l.Outputs[class]))}
	if float32(class) == l.Target {
		lines = append(lines, "the actual class")
	}
	return lines
}

// describeTaken is how often a class was taken for another, or recognised.
func describeTaken(l *wire.Lane, actual, predicted int) []string {
	n := len(l.Outputs)
	row := l.Confusion[actual*n : (actual+1)*n]
	total := float32(0)
	for _, count := range row {
		total += count
	}
	count := row[predicted]
	head := "actual class " + strconv.Itoa(actual) + ", predicted " + strconv.Itoa(predicted)
	return []string{head, format.Count(int(count)) + " of " + format.Plural(int(total), "example") + ", " + format.Percent(float64(count/max(total, 1)))}
}

// plotReadout marks a cell of a plot and writes its numbers beside it: within
// the plot where that has the room, else at the right end of the network.
func (s *Scene) plotReadout(b *laneBox, l *wire.Lane, t Target) {
	p := &b.plots[t.Unit]
	c := p.cell(t.Bin, t.Layer)
	w, h := max(c.W, 5), max(c.H, 5)
	s.Frame(draw.BoxAt(c.X+(c.W-w)/2, c.Y+(c.H-h)/2, w, h), s.Theme.Text)
	within := p.Box
	switch {
	case t.Part == Bar && p.Box == b.panels[p.panel].zeros:
		within = b.panels[p.panel].Box
	case t.Part != Bar && t.Part != Place:
		within = b.net
	}
	s.note(s.describePlot(b, l, t), within, func(w, h float32) (float32, float32) {
		x := c.X + c.W + 8
		if x+w > within.X+within.W-1 {
			x = min(c.X-8, within.X+within.W-1) - w
		}
		return max(x, within.X+1), clamp(c.Y+(c.H-h)/2, within.Y+1, within.Y+within.H-h-1)
	})
}
