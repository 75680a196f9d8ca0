package layout

import (
	"math"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Caption is the height of a line of small text over or under a chart.
const Caption = 17

// Charts are lanes of one body each, which share one way of being stacked and
// named.
type Charts struct{ Plots }

// Bands stacks the lanes, each with its title and under it, or in low lanes
// beside it, what fill makes of the rest.
func (c Charts) Bands(fill func(lane int, body draw.Box)) {
	rows := c.LegendRows()
	if c.Low {
		c.lowBands(c.Bottom(rows), fill)
		c.DrawLegend(rows)
		return
	}
	c.DrawLegend(rows)
	c.Share(c.Bottom(rows))
	for i := range c.Lanes {
		all := c.Lanes[i].All
		c.Lanes[i].Title = draw.BoxAt(all.X, all.Y, all.W, TitleLine)
		c.DrawTitle(i)
		if len(c.Snap.Lanes[i].Layers) > 0 {
			fill(i, draw.BoxAt(all.X, all.Y+TitleLine, all.W, all.H-TitleLine))
		}
	}
}

// lowBands stacks low lanes of charts, words at their left. What stands over a chart
// stands over the first only, and its axis under the last.
func (c Charts) lowBands(bottom float32, fill func(lane int, body draw.Box)) {
	head, foot := c.lowAxes(bottom)
	h := c.Share(bottom - head - foot)
	form := c.FormOf(h)
	words := c.WordsWidth(form, h)
	for i := range c.Lanes {
		b := &c.Lanes[i]
		b.All.Y += head
		b.Form = form
		c.PlaceLow(b, words, 0)
		c.DrawTitle(i)
		if len(c.Snap.Lanes[i].Layers) > 0 {
			c.lowBand(i, i == 0 && head > 0, i == len(c.Lanes)-1 && foot > 0, fill)
		}
	}
}

// lowAxes is the room over and under low charts for their captions and their axis:
// none where that would leave too little of them.
func (c Charts) lowAxes(bottom float32) (head, foot float32) {
	head, foot = Caption, Caption
	if c.row.Headless {
		head = 0 // the words tell
	}
	n, at := float32(len(c.Snap.Lanes)), c.spacing()
	if h := (bottom - head - foot - at.top - at.gap*(n-1)) / n; h < leastBeside {
		return 0, 0
	}
	return head, foot
}

// Fewer reports whether charts of δ stand alone, as their lanes are low and narrow.
func (c Charts) Fewer() bool { return c.Narrow() || c.Low && !c.capped }

// nameSlot is the width of the names of layers, left of a chart.
const nameSlot = 30

// RowNames is the width that the names of rows take beside a chart of some height: none beside
// one that is too low for two of them.
func (c Charts) RowNames(h float32) float32 {
	if c.Low && h < 2*theme.LineHeight(theme.Small) {
		return 0
	}
	return nameSlot
}

// LayerRows names the rows left of a chart or of ridges, as many as fit.
func (c Charts) LayerRows(b draw.Box, l *wire.Lane) {
	n := len(l.Layers)
	pitch, line := b.H/float32(n), theme.LineHeight(theme.Small)
	every := max(1, int(math.Ceil(float64(line/pitch))))
	if c.Low {
		c.lowRows(b, l)
		return
	}
	top := b.Y + pitch/2 - line/2 // of the output's name
	c.rowName(l, n-1, b.X, top)
	for i := 0; i < n-1; i += every {
		y := b.Y + b.H - (float32(i)+0.5)*pitch - line/2
		if y >= top+line {
			c.rowName(l, i, b.X, y)
		}
	}
}

func (c Charts) rowName(l *wire.Lane, layer int, x, y float32) {
	c.Text(c.Shorten(format.ShortLayerName(&l.Layers[layer]), theme.Small, nameSlot-4), x-5, y, 1, theme.Small, false, c.Theme.Muted)
}

// lowRows names the output and layer 1 at the ends of a low chart, and the middle
// where that fits.
func (c Charts) lowRows(b draw.Box, l *wire.Lane) {
	n, line := len(l.Layers), theme.LineHeight(theme.Small)
	if c.RowNames(b.H) == 0 {
		return
	}
	c.rowName(l, n-1, b.X, b.Y)
	if n > 1 {
		c.rowName(l, 0, b.X, b.Y+b.H-line)
	}
	if middle := n / 2; middle > 0 && middle < n-1 && b.H >= 4*line {
		c.rowName(l, middle, b.X, b.Y+b.H-(float32(middle)+0.5)*b.H/float32(n)-line/2)
	}
}

// lowBand draws one low chart, and of its labels those that have a place.
func (c Charts) lowBand(lane int, head, foot bool, fill func(lane int, body draw.Box)) {
	before := len(c.Labels)
	body := c.Lanes[lane].Body
	fill(lane, draw.BoxAt(body.X, body.Y-Caption, body.W, body.H+2*Caption))
	kept := c.Labels[:before]
	for _, label := range c.Labels[before:] {
		over, under := label.Y < body.Y, label.Y+theme.LineHeight(label.Size) > body.Y+body.H
		if (head || !over) && (foot || !under) {
			kept = append(kept, label)
		}
	}
	c.Labels = kept
}
