package network

import (
	"strconv"

	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// unshown says how many units of a layer a low lane shows, if not all; others count
// them under their networks.
func (n *network) unshown() string {
	shown := ""
	for i := range n.lanes {
		if b := &n.lanes[i]; b.Form != layout.Gauged && shown == "" {
			shown = b.hidden()
		}
	}
	if shown != "" && !n.Narrow() {
		return text.Say("picture.aLayer", "shown", shown)
	}
	return shown
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
	var part, most [2]int // of channels, and of units
	for i := range min(len(b.l.Layers), max(0, len(b.rows)-1)) {
		y, kind := &b.l.Layers[i], 1
		if y.MapW > 0 {
			kind = 0
		}
		if n := b.unitsShown(i, y); n < y.Units && y.Units > most[kind] {
			part[kind], most[kind] = n, y.Units
		}
	}
	var texts []string
	if most[0] > 0 {
		texts = append(texts, text.SayCount("picture.channelsShown", most[0], format.Count(most[0]), "part", format.Count(part[0])))
	}
	if most[1] > 0 {
		texts = append(texts, text.SayCount("picture.unitsShown", most[1], format.Count(most[1]), "part", format.Count(part[1])))
	}
	return format.List(texts)
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
		if shown := b.hidden(); shown != "" {
			b.Text(b.Longest(theme.Small, b.more.W, text.Say("picture.aLayerShown", "shown", shown), shown), b.more.X, y, 0, theme.Small, false, muted)
		}
		return
	}
	for i := range b.l.Layers {
		if more := b.l.Layers[i].Units - b.unitsShown(i, &b.l.Layers[i]); more > 0 {
			b.Text("+"+strconv.Itoa(more), min(b.column[i+1], b.more.X+b.more.W-18), y, 0.5, theme.Small, false, muted)
		}
	}
}
