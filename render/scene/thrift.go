package scene

import (
	"math"
	"slices"

	"backflow/render/layout"
)

// Cost is how much a picture may cost to draw. Its numbers are always the same.
type Cost struct {
	Resolution float64 // of the screen's
	Edges      int     // drawn singly at most, of all lanes
}

// costs go from everything to what a slow machine can move.
var costs = [...]Cost{{1, layout.MaxEdges}, {0.75, 900}, {0.5, 500}}

// FullCost is what a picture takes that is in no hurry.
var FullCost = costs[0]

// Frames that take longer than slowFrame are slow. A lower cost is tried for
// so many frames, and stays only if they get better by betterBy: what is slow
// may be something else, and then all detail comes back.
const (
	slowFrame = 0.045 // seconds
	trial     = 40
	betterBy  = 0.85
)

// Thrift lowers the cost of a moving picture where frames are slow. The zero
// value starts with everything.
type Thrift struct {
	at      int       // of costs
	last    float64   // seconds; when the newest frame was
	spans   []float64 // between frames, at this cost
	before  float64   // their median at the cost before
	settled bool      // nothing lower helps
}

// Cost is what the picture may cost now.
func (t *Thrift) Cost() Cost { return costs[t.at] }

// Frame notes a frame of a moving picture, at a time in seconds, and reports
// whether the cost has changed.
func (t *Thrift) Frame(seconds float64) bool {
	span := seconds - t.last
	t.last = seconds
	if t.settled || span > 1 { // after a rest, or in a hidden tab
		return false
	}
	t.spans = append(t.spans, span)
	if len(t.spans) < trial {
		return false
	}
	slices.Sort(t.spans)
	median := t.spans[trial/2]
	t.spans = t.spans[:0]
	return t.judge(median)
}

// Rest says that the picture stands still: the next frame has no one before.
func (t *Thrift) Rest() { t.last, t.spans = math.Inf(-1), t.spans[:0] }

// judge moves on to the next cost, or back.
func (t *Thrift) judge(median float64) bool {
	if t.at > 0 && median > betterBy*t.before {
		t.at, t.settled = t.at-1, true
		return true
	}
	if median <= slowFrame || t.at+1 == len(costs) {
		t.settled = t.at > 0
		return false
	}
	t.before = median
	t.at++
	return true
}
