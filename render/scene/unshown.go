package scene

import (
	"strconv"
	"strings"

	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// unshown says how many units of a layer a low lane shows, if not all; others count
// them under their networks.
func (s *Scene) unshown() string {
	if s.charted() {
		return ""
	}
	text := ""
	for i := range s.lanes {
		if b := &s.lanes[i]; b.form != gauged && text == "" {
			text = b.hidden(&s.snap.Lanes[i])
		}
	}
	if text != "" && !s.narrow() {
		text += " a layer"
	}
	return text
}

// hidden says how many units and how many channels are drawn of the largest layers
// that are not drawn whole.
func (b *laneBox) hidden(l *wire.Lane) string {
	var texts [2]string
	var most [2]int
	for i := range min(len(l.Layers), max(0, len(b.rows)-1)) {
		y, kind, thing := &l.Layers[i], 0, "unit"
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
func (b *laneBox) unitsShown(layer int, y *wire.Layer) int {
	if b.tiled && !b.crowded && b.radius < leastUnit {
		return len(y.Act)
	}
	return len(b.rows[layer+1])
}

// leftOut says that lanes are missing, and what shows them.
func (s *Scene) leftOut() string {
	if s.left == 0 {
		return ""
	}
	n := len(s.snap.Lanes)
	text := format.Count(n) + " of " + format.Plural(n+s.left, "lane") + ": choose one"
	if !s.narrow() {
		text += ", or make the picture higher"
	}
	return text
}

// hides reports whether some layer of some lane has more units than are drawn.
func (s *Scene) hides() bool {
	for i := range s.lanes {
		if s.lanes[i].hidden(&s.snap.Lanes[i]) != "" {
			return true
		}
	}
	return false
}

// unseen counts, under each column, the units that are not shown.
func (s *Scene) unseen(b *laneBox, l *wire.Lane) {
	if b.more.H == 0 || b.phase.on {
		return
	}
	y, muted := b.more.Y+2, s.Theme.Muted
	if room := s.Measure("+9999", theme.Small, false) + 6; b.pitch < room {
		text := b.hidden(l)
		if text != "" {
			s.Text(s.Longest(theme.Small, b.more.W, text+" a layer shown", text), b.more.X, y, 0, theme.Small, false, muted)
		}
		return
	}
	for i := range l.Layers {
		if more := l.Layers[i].Units - b.unitsShown(i, &l.Layers[i]); more > 0 {
			s.Text("+"+strconv.Itoa(more), min(b.column[i+1], b.more.X+b.more.W-18), y, 0.5, theme.Small, false, muted)
		}
	}
}
