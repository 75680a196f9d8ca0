package layout

import (
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/text"
)

// Item is a mark with its meaning, in the legend.
type Item struct {
	text string
	mark float32 // width of the mark
	draw func(x, y float32)
}

// NewItem is a text with a mark of some width, drawn from x on around y; text alone
// has neither.
func NewItem(text string, mark float32, draw func(x, y float32)) Item { return Item{text, mark, draw} }

// lead is the room before an item's text.
func (i Item) lead() float32 {
	if i.mark == 0 {
		return 0
	}
	return i.mark + 5
}

// LegendRows is how many lines the legend takes.
func (p *Picture) LegendRows() int { return legend{p}.rows() }

// DrawLegend writes the legend at the bottom, in a number of lines.
func (p *Picture) DrawLegend(rows int) { legend{p}.draw(rows) }

// legend explains the marks of a picture.
type legend struct{ *Picture }

// rows is how many lines the legend takes: as many as explain every mark,
// as far as that leaves all lanes the room that they need.
func (g legend) rows() int {
	least := float32(LeastGauged)
	if g.Low {
		least = comfortable
	}
	items, last := g.items()
	rows, fewest := g.flow(items, nil), min(mostLasting, g.flow(items[len(items)-last:], nil))
	for rows > fewest && g.laneHeight(rows) < least {
		rows--
	}
	return rows
}

// mostLasting is how many lines a legend may take where lanes have less room than they
// need.
const mostLasting = 2

// draw explains marks in a number of lines at the bottom, and those that are not
// of the picture alone: the rarer ones go first where there is no room for all.
func (g legend) draw(rows int) {
	items, last := g.items()
	for g.flow(items, nil) > rows && len(items) > last {
		at := len(items) - last
		items = append(items[:at-1], items[at:]...)
	}
	if len(items) == last {
		g.squeeze(items, rows)
	}
	line := g.spacing().line
	top := g.Bottom(rows) + g.spacing().over
	g.flow(items, func(item Item, x, y float32) {
		y = top + y*line
		if item.draw != nil {
			item.draw(x, y+line/2)
		}
		label := g.Shorten(item.text, theme.Small, g.Options.W-Margin-x-item.lead())
		g.Text(label, x+item.lead(), y+(line-14)/2, 0, theme.Small, false, g.Theme.Muted)
	})
}

// squeeze shortens the items that never go, where their lines are too few for them.
func (g legend) squeeze(items []Item, rows int) {
	if g.flow(items, nil) <= rows {
		return
	}
	beside := float32((len(items) + rows - 1) / rows)
	width := (g.Options.W - 2*Margin - itemGap*(beside-1)) / beside
	for i := range items {
		items[i].text = g.Shorten(items[i].text, theme.Small, width-items[i].lead())
	}
}

// itemGap is the room between two items.
const itemGap = 14

// flow places items from left to right in rows, calls put with each, at the
// number of its row, and returns the number of rows.
func (g legend) flow(items []Item, put func(item Item, x, y float32)) int {
	x, row := float32(Margin), 0
	for _, item := range items {
		w := item.lead() + g.Measure(item.text, theme.Small, false)
		if x+w > g.Options.W-Margin && x > Margin {
			x, row = Margin, row+1
		}
		if put != nil {
			put(item, x, float32(row))
		}
		x += w + itemGap
	}
	return row + 1
}

// items are all items, and how many of them, at the end, never go.
func (g legend) items() (items []Item, last int) {
	marks, lasting := g.view.Legend()
	said := [...]string{g.leftOut(), g.when()}
	if g.row.Together { // the view says which step it is of
		said[1] = ""
	}
	for _, said := range said {
		if said != "" {
			lasting = append(lasting, NewItem(said, 0, nil))
		}
	}
	return append(marks, lasting...), len(lasting)
}

// when says which step the picture is of: the numbers beside it may be a
// moment older or newer.
func (g legend) when() string {
	least, most := g.Snap.Lanes[0].Step, g.Snap.Lanes[0].Step
	for i := range g.Snap.Lanes {
		least, most = min(least, g.Snap.Lanes[i].Step), max(most, g.Snap.Lanes[i].Step)
	}
	from, to := format.Count(int(least)), format.Count(int(most))
	switch {
	case least < most && g.Narrow():
		return text.Say("picture.steps", "from", from, "to", to)
	case least < most:
		return text.Say("picture.drawnSteps", "from", from, "to", to)
	case g.Narrow():
		return text.Say("picture.step", "step", to)
	}
	return text.Say("picture.drawnStep", "step", to)
}

// leftOut says that lanes are missing, and what shows them.
func (g legend) leftOut() string {
	if g.left == 0 {
		return ""
	}
	n := len(g.Snap.Lanes)
	shown, all := format.Count(n), n+g.left
	if g.Narrow() {
		return text.SayCount("picture.lanesShown", all, format.Count(all), "shown", shown)
	}
	return text.SayCount("picture.lanesShownWide", all, format.Count(all), "shown", shown)
}
