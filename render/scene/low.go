package scene

import (
	"strings"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// form is how a lane is divided. In low lanes parts go, gauges first.
type form uint8

const (
	gauged form = iota // a title, the network, and the gauges under it
	titled             // a title over the network alone
	beside             // words on the left of the network
	inline             // the name on its left, what is left of the gradient on its right
)

// spacing is what stands between lanes and legend, from top to bottom.
type spacing struct {
	top  float32 // over the first lane
	gap  float32 // between two lanes
	over float32 // between the last one and the legend
	line float32 // of the legend
	foot float32 // under it
}

var (
	roomy = spacing{margin / 2, laneGap, theme.Gap, 18, margin / 2}
	tight = spacing{2, 2.5, 4, 14, 2}
)

func (s *Scene) spacing() spacing {
	if s.low {
		return tight
	}
	return roomy
}

// Heights of lanes.
const (
	lowLane     = 90 // below it charts share their axes with the lanes above and below
	comfortable = 64 // above it a low lane leaves the legend another line
	leastTitled = titleLine + 8*packedUnit
	leastBeside = 27.5 // two lines of small type
	leastInline = 14   // one
)

// narrow reports whether the picture takes its shorter words.
func (s *Scene) narrow() bool { return s.view.W < leastRoomW || s.low && s.view.W < 480 }

// laneHeight is the height of a lane over a legend of some rows.
func (s *Scene) laneHeight(rows int) float32 {
	n, at := float32(len(s.snap.Lanes)), s.spacing()
	return (s.bottom(rows) - at.top - at.gap*(n-1)) / n
}

// fit decides how a stage of this height shows the lanes: with all their parts, with
// fewer, or, where not even one line fits for each, only the first of them.
func (s *Scene) fit(snap *wire.Snapshot) {
	least := float32(leastGauged)
	if s.charted() {
		least = lowLane
	}
	s.low, s.left = false, 0
	s.low = s.laneHeight(1) < least
	_, foot := s.lowAxes(s.bottom(1))
	s.capped = foot > 0
	for rows := 1; s.dropLane(rows); {
		rows = 2
	}
}

// dropLane leaves out the last lane if there is no room for all over a legend of some
// rows.
func (s *Scene) dropLane(rows int) bool {
	n := len(s.snap.Lanes)
	if n < 2 || s.laneHeight(rows) >= leastInline {
		return false
	}
	s.left++
	s.snap = s.part(s.snap, 0, n-1)
	return true
}

// charted reports whether the view is one of charts, not of networks.
func (s *Scene) charted() bool {
	switch s.snap.View {
	case wire.ViewWaterfall, wire.ViewHistograms, wire.ViewPhase:
		return true
	}
	return false
}

// formOf is how lanes of a height are divided.
func (s *Scene) formOf(h float32) form {
	switch {
	case !s.low:
		return gauged
	case s.narrow() && !s.charted() && h >= leastTitled:
		return titled
	case h >= leastBeside:
		return beside
	}
	return inline
}

// nameSize is the size of type that low lanes have their names in.
func (s *Scene) nameSize(h float32) float32 {
	switch {
	case h >= 48 && !s.narrow():
		return theme.Title
	case h >= leastBeside+2:
		return theme.Body
	}
	return theme.Small
}

// wordsWidth is the width of the words on the left of low lanes. It does not hang on
// their numbers, so that networks stand still.
func (s *Scene) wordsWidth(f form, h float32) float32 {
	if f < beside {
		return 0
	}
	w := float32(0)
	for i := range s.snap.Lanes {
		w = max(w, s.view.Measure(s.snap.Lanes[i].Label, s.nameSize(h), true))
	}
	most := 0.27 * s.view.W
	if f == beside {
		w, most = max(w, s.leftWidth()), 0.36*s.view.W
	}
	return min(w, most)
}

// leftWidth is the width of what low lanes say of the gradient.
func (s *Scene) leftWidth() float32 {
	text := "1/590\u202f000 at layer 1"
	switch {
	case s.snap.View == wire.ViewPhase:
		text = "theory 1/590\u202f000"
	case s.narrow():
		text = "1/590\u202f000 left"
	}
	return s.view.Measure(text, theme.Small, true)
}

// lowSide is the width of the picture on the right of low lanes.
func (s *Scene) lowSide(h float32) float32 {
	if s.view.W < 560 || h < 40 || s.charted() || s.confuses(&s.snap.Lanes[0]) {
		return 0
	}
	return min(h, 110)
}

// placeLow divides a lane that has no gauges.
func (s *Scene) placeLow(b *laneBox, f frame) {
	all := b.all
	b.net = all
	if f.form == titled {
		b.title = box{all.x, all.y, all.w, titleLine}
		b.net = box{all.x, all.y + titleLine, all.w, all.h - titleLine}
	} else {
		b.title = box{all.x, all.y, f.words, all.h}
		b.net.x += f.words + theme.Gap
		b.net.w -= f.words + theme.Gap
	}
	if f.side > 0 {
		b.side = box{all.x + all.w - f.side, all.y, f.side, all.h}
		b.net.w -= f.side + theme.Gap
	}
	if f.form == inline {
		w := min(s.leftWidth(), 0.36*s.view.W)
		b.tail = box{all.x + all.w - w, all.y, w, all.h}
		b.net.w -= w + theme.Gap
	}
	b.gauge = box{b.net.x, b.net.y + b.net.h, b.net.w, 0}
}

// lowBands stacks low lanes of charts, words at their left. What stands over a chart
// stands over the first only, and its axis under the last.
func (s *Scene) lowBands(bottom float32, draw func(b *laneBox, l *wire.Lane, body box)) {
	head, foot := s.lowAxes(bottom)
	h := s.share(bottom - head - foot)
	f := frame{form: s.formOf(h)}
	f.words = s.wordsWidth(f.form, h)
	for i := range s.lanes {
		b, l := &s.lanes[i], &s.snap.Lanes[i]
		b.all.y += head
		b.form = f.form
		s.placeLow(b, f)
		s.title(b, l)
		if len(l.Layers) > 0 {
			s.lowBand(b, l, i == 0 && head > 0, i == len(s.lanes)-1 && foot > 0, draw)
		}
		b.net = box{} // there is none
	}
}

// lowAxes is the room over and under low charts for their captions and their axis:
// none where that would leave too little of them.
func (s *Scene) lowAxes(bottom float32) (head, foot float32) {
	head, foot = caption, caption
	if s.snap.View == wire.ViewPhase {
		head = 0 // the words tell
	}
	n, at := float32(len(s.snap.Lanes)), s.spacing()
	if h := (bottom - head - foot - at.top - at.gap*(n-1)) / n; h < leastBeside {
		return 0, 0
	}
	return head, foot
}

// fewer reports whether charts of δ stand alone, as their lanes are low and narrow.
func (s *Scene) fewer() bool { return s.narrow() || s.low && !s.capped }

// lowRows names the output and layer 1 at the ends of a low chart, and the middle
// where that fits.
func (s *Scene) lowRows(b box, l *wire.Lane) {
	n, line := len(l.Layers), theme.LineHeight(theme.Small)
	if s.rowNames(b.h) == 0 {
		return
	}
	s.rowName(l, n-1, b.x, b.y)
	if n > 1 {
		s.rowName(l, 0, b.x, b.y+b.h-line)
	}
	if middle := n / 2; middle > 0 && middle < n-1 && b.h >= 4*line {
		s.rowName(l, middle, b.x, b.y+b.h-(float32(middle)+0.5)*b.h/float32(n)-line/2)
	}
}

// lowBand draws one low chart, and of its labels those that have a place.
func (s *Scene) lowBand(b *laneBox, l *wire.Lane, head, foot bool, draw func(b *laneBox, l *wire.Lane, body box)) {
	before := len(s.Labels)
	c := b.net
	draw(b, l, box{c.x, c.y - caption, c.w, c.h + 2*caption})
	kept := s.Labels[:before]
	for _, label := range s.Labels[before:] {
		over, under := label.Y < c.y, label.Y+theme.LineHeight(label.Size) > c.y+c.h
		if (head || !over) && (foot || !under) {
			kept = append(kept, label)
		}
	}
	s.Labels = kept
}

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
			texts[kind], most[kind] = Count(n)+" of "+Plural(y.Units, thing), y.Units
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
	text := Count(n) + " of " + Plural(n+s.left, "lane") + ": choose one"
	if !s.narrow() {
		text += ", or make the picture higher"
	}
	return text
}
