package race

import (
	"math"
	"slices"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
)

// tick is a labelled place on a scale, 0 at its beginning and 1 at its end.
type tick struct {
	t     float32
	label string
}

// heading is what stands over a chart: what it shows, and in many words or few what of it
// counts.
type heading struct {
	name    []string
	remarks []string
}

// chart is the ground of one chart.
type chart struct {
	*race
	draw.Box
}

// frame draws all of a chart but its marks.
func (v *race) frame(b draw.Box, h heading, x, y []tick) chart {
	line := theme.LineHeight(theme.Small)
	head, foot, left := v.head(b, h), float32(0), float32(0)
	if b.H-head >= 2*lowH {
		foot = layout.Caption
	}
	if b.H-head-foot >= 1.5*line {
		left = v.labelsWidth(y)
	}
	if b.W-left < lowW/2 {
		left = 0
	}
	c := chart{v, draw.BoxAt(b.X+left, b.Y+head, b.W-left, b.H-head-foot)}
	c.Canvas.Box(c.Box, v.Theme.Panel)
	c.rules(y, left > 0)
	if foot > 0 {
		c.under(x)
	}
	return c
}

// oneLine is the width from which on a heading takes one line, and twoLines the height from which
// on it may take two.
const (
	oneLine  = 330
	twoLines = 100
)

// head writes a heading at the top of a box and returns the height that it takes: none in a box that
// is too low. What a chart shows and what of it counts stand in one line, or in narrow charts in two.
func (v *race) head(b draw.Box, h heading) float32 {
	line := theme.LineHeight(theme.Small)
	if b.H < 2*lowH-line {
		return 0
	}
	if b.W < oneLine && b.H >= twoLines {
		v.Text(v.Boldly(theme.Body, b.W, h.name...), b.X, b.Y, 0, theme.Body, true, v.Theme.Text)
		if remark := v.remark(h, b.W); remark != "" {
			v.Text(remark, b.X, b.Y+theme.LineHeight(theme.Body), 0, theme.Small, false, v.Theme.Muted)
		}
		return layout.Caption + line
	}
	for i, name := range h.name {
		w := v.Measure(name, theme.Body, true)
		remark := v.remark(h, b.W-w-theme.Gap)
		if last := i == len(h.name)-1; remark == "" && !last && len(h.remarks) > 0 {
			continue
		}
		v.Text(v.Boldly(theme.Body, b.W, name), b.X, b.Y, 0, theme.Body, true, v.Theme.Text)
		if remark != "" {
			v.Text(remark, b.X+b.W, b.Y+1, 1, theme.Small, false, v.Theme.Muted)
		}
		break
	}
	return layout.Caption
}

// remark is the first of a heading's that fits into a width; "" if none does.
func (v *race) remark(h heading, width float32) string {
	for _, remark := range h.remarks {
		if v.Fits(remark, theme.Small, width) {
			return remark
		}
	}
	return ""
}

// labelsWidth is the room that labels take left of a chart.
func (v *race) labelsWidth(ticks []tick) float32 {
	widest := float32(-6)
	for _, t := range ticks {
		widest = max(widest, v.Measure(t.label, theme.Small, false))
	}
	return widest + 6
}

// rules draws the lines of the upright scale, and its labels where these have room: first
// those of its ends.
func (c chart) rules(ticks []tick, labelled bool) {
	line := theme.LineHeight(theme.Small)
	var taken []span
	for _, t := range endsFirst(ticks) {
		y := c.height(t.t)
		c.Line(c.X, y, c.X+c.W, y, 1, c.Theme.Rule)
		top := max(c.Y, min(y-line/2, c.Y+c.H-line))
		if !labelled || touches(taken, top, top+line) {
			continue
		}
		taken = append(taken, span{top, top + line})
		c.Text(t.label, c.X-5, top, 1, theme.Small, false, c.Theme.Muted)
	}
}

// endsFirst is the ticks with the last of them in second place.
func endsFirst(ticks []tick) []tick {
	if len(ticks) < 3 {
		return ticks
	}
	last := len(ticks) - 1
	return append([]tick{ticks[0], ticks[last]}, ticks[1:last]...)
}

// span is what a label takes of an axis.
type span struct{ from, to float32 }

// touches reports whether a span would lie on one that is taken.
func touches(taken []span, from, to float32) bool {
	return slices.ContainsFunc(taken, func(s span) bool { return from < s.to && s.from < to })
}

// under writes the labels of the level scale, as many as fit, first those of its ends.
func (c chart) under(ticks []tick) {
	const gap = 6 // between two labels
	var taken []span
	for _, t := range endsFirst(ticks) {
		w := c.Measure(t.label, theme.Small, false)
		x := max(c.X, min(c.across(t.t)-w/2, c.X+c.W-w))
		if w > c.W || touches(taken, x-gap, x+w+gap) {
			continue
		}
		taken = append(taken, span{x, x + w})
		c.Text(t.label, x, c.Y+c.H+3, 0, theme.Small, false, c.Theme.Muted)
	}
}

// inset keeps marks at the ends of the scales within the chart.
func (c chart) inset() float32 { return min(4, c.H/6) }

func (c chart) height(t float32) float32 { return c.Y + c.inset() + (c.H-2*c.inset())*(1-unit(t)) }

func (c chart) across(t float32) float32 { return c.X + c.W*unit(t) }

// unit cuts to 0 … 1; what is no number is 0.
func unit(t float32) float32 {
	if !(t > 0) {
		return 0
	}
	return min(t, 1)
}

// add notes the chart as one whose columns can be pointed at.
func (c chart) add(part layout.Part, cols int, tell func(col int) []string) {
	lane := &c.Lanes[0]
	lane.Add(layout.Plot{
		Box: c.Box, Part: part, Cols: cols, Rows: 1, Within: lane.All,
		Tell: func(col, _ int) []string { return tell(col) },
	})
}

// hint says in an empty chart why it is.
func (c chart) hint(words string) {
	const pad = 8
	line := theme.LineHeight(theme.Small)
	most := int((c.H - 4) / line)
	if most < 1 || c.W < lowW/2 {
		return
	}
	lines := c.Wrap(words, theme.Small, c.W-2*pad, most)
	y := c.Y + (c.H-line*float32(len(lines)))/2
	for i, l := range lines {
		c.Canvas.Box(draw.BoxAt(c.X+pad-3, y+line*float32(i), c.Measure(l, theme.Small, false)+6, line), c.Theme.Panel)
		c.Text(l, c.X+pad, y+line*float32(i), 0, theme.Small, false, c.Theme.Muted)
	}
}

// tops are where linear scales may end, times powers of ten, and into how many parts.
var tops = [...]struct {
	top   float64
	parts int
}{{1, 2}, {1.2, 3}, {1.5, 3}, {2, 4}, {2.5, 5}, {3, 3}, {4, 4}, {5, 5}, {6, 3}, {8, 4}, {10, 2}}

// linear is a scale from 0 to a round number that holds x.
func linear(x float64, write func(float64) string) (top float64, ticks []tick) {
	if !(x > 0) || x > 1e30 {
		x = 1
	}
	ten := math.Pow(10, float64(theme.Exponent(x)))
	for _, t := range tops {
		if top = t.top * ten; top < x*(1-1e-9) {
			continue
		}
		for i := range t.parts + 1 {
			ticks = append(ticks, tick{float32(i) / float32(t.parts), write(top * float64(i) / float64(t.parts))})
		}
		break
	}
	return top, ticks
}

// decades are the ticks of an axis of magnitudes.
func decades(a theme.Axis, most int) (ticks []tick) {
	step := a.Step(max(2, most))
	for exp := a.Hi; exp >= a.Lo; exp -= step {
		ticks = append(ticks, tick{a.Position(float64(exp)), theme.Power(exp)})
	}
	return ticks
}

// plainly writes large numbers in full.
func plainly(x float64) string {
	if x >= 999.5 && x < 1e9 {
		return format.Count(int(math.Round(x)))
	}
	return format.Number(x)
}
