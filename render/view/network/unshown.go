package network

import (
	"strconv"
	"strings"

	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// unshown says how many units of a layer a low lane shows, if not all; others count
// them under their networks.
func (n *network) unshown() string {
	text := ""
	for i := range n.lanes {
		if b := &n.lanes[i]; b.Form != layout.Gauged && text == "" {
			text = b.hidden()
		}
	}
	if text != "" && !n.Narrow() {
		text += " a layer"
	}
	return text
}

// hides reports whether some layer of some lane has more units than are drawn.
func (n *network) hides() bool {
	for i := range n.lanes {
		if n.lanes[i].hidden() != "" {
			return true
		}
	}
	return false
}

// hidden says how many units and how many channels are drawn of the largest layers
// that are not drawn whole.
func (b *lane) hidden() string {
	var texts [2]string
	var most [2]int
	for i := range min(len(b.l.Layers), max(0, len(b.rows)-1)) {
		y, kind, thing := &b.l.Layers[i], 0, "unit"
		if y.MapW > 0 {
			kind, thing = 1, "channel"
		}
		if n := b.unitsShown(i, y); n < y.Units && y.Units > most[kind] {
			texts[kind], most[kind] = format.Count(n)+" of "+format.Plural(y.Units, thing), y.Units
		}
	}
	return strings.Trim(texts[1]+", "+texts[0], ", ")
}

// unitsShown is how many units of a layer are drawn, as discs or as rows of a matrix.
func (b *lane) unitsShown(layer int, y *wire.Layer) int {
	if b.tiled && !b.crowded && b.radius < leastUnit {
		return len(y.Act)
	}
	return len(b.rows[layer+1])
}

// unseen counts, under each column, the units that are not shown.
func (b *lane) unseen() {
	if b.more.H == 0 || b.hop.On {
		return
	}
	y, muted := b.more.Y+2, b.Theme.Muted
	if room := b.Measure("+9999", theme.Small, false) + 6; b.pitch < room {
		text := b.hidden()
		if text != "" {
			b.Text(b.Longest(theme.Small, b.more.W, text+" a layer shown", text), b.more.X, y, 0, theme.Small, false, muted)
		}
		return
	}
	for i := range b.l.Layers {
		if more := b.l.Layers[i].Units - b.unitsShown(i, &b.l.Layers[i]); more > 0 {
			b.Text("+"+strconv.Itoa(more), min(b.column[i+1], b.more.X+b.more.W-18), y, 0.5, theme.Small, false, muted)
		}
	}
}
