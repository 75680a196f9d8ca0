package layout

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/text"
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
	roomy = spacing{Margin / 2, laneGap, theme.Gap, 18, Margin / 2}
	tight = spacing{2, 2.5, 4, 14, 2}
)

func (p *Picture) spacing() spacing {
	if p.Low {
		return tight
	}
	return roomy
}

// LowLane is the height below which charts share their axes with the lanes above
// and below.
const LowLane = 90

// Heights of lanes.
const (
	comfortable = 64 // above it a low lane leaves the legend another line
	leastTitled = TitleLine + 8*PackedUnit
	leastBeside = 27.5 // two lines of small type
	leastInline = 14   // one
)

// Narrow reports whether the picture takes its shorter words.
func (p *Picture) Narrow() bool { return p.Options.W < leastRoomW || p.Low && p.Options.W < 480 }

// FormOf is how lanes of a height are divided.
func (p *Picture) FormOf(h float32) Form {
	switch {
	case !p.Low:
		return Gauged
	case p.Narrow() && p.row.Titled && h >= leastTitled:
		return titled
	case h >= leastBeside:
		return Beside
	}
	return inline
}

// nameSize is the size of type that low lanes have their names in.
func (p *Picture) nameSize(h float32) float32 {
	switch {
	case h >= 48 && !p.Narrow():
		return theme.Title
	case h >= leastBeside+2:
		return theme.Body
	}
	return theme.Small
}

// WordsWidth is the width of the words on the left of low lanes. It does not hang on
// their numbers, so that networks stand still.
func (p *Picture) WordsWidth(f Form, h float32) float32 {
	if f < Beside {
		return 0
	}
	w := float32(0)
	for i := range p.Snap.Lanes {
		w = max(w, p.Measure(p.Snap.Lanes[i].Label.String(), p.nameSize(h), true))
	}
	most := 0.27 * p.Options.W
	if f == Beside {
		w, most = max(w, p.leftWidth()), 0.36*p.Options.W
	}
	return min(w, most)
}

// leftWidth is the width of what low lanes say of the gradient.
func (p *Picture) leftWidth() float32 {
	const widest = "1/590\u202f000"
	var words string
	switch {
	case p.row.Widest != nil:
		words = p.row.Widest(widest)
	case p.Narrow():
		words = text.Say("picture.left", "share", widest)
	default:
		words = text.Say("picture.leftAt", "share", widest)
	}
	return p.Measure(words, theme.Small, true)
}

// PlaceLow divides a lane that has no gauges: words on its left, and a picture of
// some width on its right.
func (p *Picture) PlaceLow(b *Lane, words, side float32) {
	all := b.All
	b.Body = all
	if b.Form == titled {
		b.Title = draw.BoxAt(all.X, all.Y, all.W, TitleLine)
		b.Body = draw.BoxAt(all.X, all.Y+TitleLine, all.W, all.H-TitleLine)
	} else {
		b.Title = draw.BoxAt(all.X, all.Y, words, all.H)
		b.Body.X += words + theme.Gap
		b.Body.W -= words + theme.Gap
	}
	if side > 0 {
		b.Side = draw.BoxAt(all.X+all.W-side, all.Y, side, all.H)
		b.Body.W -= side + theme.Gap
	}
	if b.Form == inline {
		w := min(p.leftWidth(), 0.36*p.Options.W)
		b.Tail = draw.BoxAt(all.X+all.W-w, all.Y, w, all.H)
		b.Body.W -= w + theme.Gap
	}
}
