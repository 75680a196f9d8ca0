package scene

import (
	"backflow/render/draw"
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
		w = max(w, s.Measure(s.snap.Lanes[i].Label, s.nameSize(h), true))
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
	return s.Measure(text, theme.Small, true)
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
		b.title = draw.BoxAt(all.X, all.Y, all.W, titleLine)
		b.net = draw.BoxAt(all.X, all.Y+titleLine, all.W, all.H-titleLine)
	} else {
		b.title = draw.BoxAt(all.X, all.Y, f.words, all.H)
		b.net.X += f.words + theme.Gap
		b.net.W -= f.words + theme.Gap
	}
	if f.side > 0 {
		b.side = draw.BoxAt(all.X+all.W-f.side, all.Y, f.side, all.H)
		b.net.W -= f.side + theme.Gap
	}
	if f.form == inline {
		w := min(s.leftWidth(), 0.36*s.view.W)
		b.tail = draw.BoxAt(all.X+all.W-w, all.Y, w, all.H)
		b.net.W -= w + theme.Gap
	}
	b.gauge = draw.BoxAt(b.net.X, b.net.Y+b.net.H, b.net.W, 0)
}
