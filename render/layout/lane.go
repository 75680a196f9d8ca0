package layout

import (
	"backflow/render/draw"
	"backflow/render/theme"
)

// Lane is where the parts of one lane stand.
type Lane struct {
	All   draw.Box // from one side of the stage to the other
	Form  Form
	Title draw.Box
	Tail  draw.Box // words on the right of a low lane
	Body  draw.Box // the view's own part
	Side  draw.Box // pictures on the right
	Plots []Plot   // what can be pointed at

	// Slow says that the lane shows a moment of slow motion, and Hop what is computed
	// at it.
	Slow bool
	Hop  []string
}

// Form is how a lane is divided. In low lanes parts go, gauges first.
type Form uint8

// The forms.
const (
	Gauged Form = iota // a title, the network, and the gauges under it
	titled             // a title over the network alone
	Beside             // words on the left of the network
	inline             // the name on its left, what is left of the gradient on its right
)

// Spacing of a lane.
const (
	Margin     = 10
	TitleLine  = 22
	NumberLine = 16 // layer numbers under the gauges
	LeastGauge = 30 // height of gauges whose two ends can be named
	PackedUnit = 5  // height of a unit where whole layers are packed closely
	laneGap    = 10
)

// LeastGauged is the height of a lane that has room for gauges under a network
// of eight units.
const LeastGauged = TitleLine + 8*PackedUnit + theme.Gap + LeastGauge + NumberLine

// Share makes a box for every lane above a height and returns the height that each
// may have.
func (p *Picture) Share(bottom float32) float32 {
	n, at := len(p.Snap.Lanes), p.spacing()
	if cap(p.Lanes) < n {
		p.Lanes = make([]Lane, n)
	}
	p.Lanes, p.floor = p.Lanes[:n], bottom
	h := (bottom - at.top - at.gap*float32(n-1)) / float32(n)
	for i := range p.Lanes {
		p.Lanes[i] = Lane{
			All:   draw.BoxAt(Margin, at.top+float32(i)*(h+at.gap), p.Options.W-2*Margin, h),
			Plots: p.Lanes[i].Plots[:0],
		}
	}
	return h
}
