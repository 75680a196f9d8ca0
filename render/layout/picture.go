package layout

import (
	"math"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Options say how a picture is looked at.
type Options struct {
	W, H  float32
	Theme *theme.Theme
	// Reduced leaves out all travel.
	Reduced bool
	// Pointed is what to mark and to show the numbers of, if it is there.
	Pointed Target
	// Moment shows one training step in slow motion.
	Moment Moment
	// Alone is the label of the one lane to show; all are if none has it.
	Alone string
	// Confused shows the confusion matrix of the test part in place of the
	// outputs for one example, where there are more than two classes.
	Confused bool
	// Edges bounds the edges that are drawn singly; 0 for MaxEdges.
	Edges int
	// Measure returns the width of a line of text.
	Measure draw.Measure
}

// MaxEdges is how many edges all lanes together usually have at most.
const MaxEdges = 2000

// Picture is a snapshot on its way into a drawing list.
type Picture struct {
	draw.Canvas
	Options Options
	Axis    theme.Axis     // of all magnitudes
	Snap    *wire.Snapshot // with the lanes on show
	Whole   *wire.Snapshot // with all lanes
	Lanes   []Lane
	Low     bool // lanes have no room for gauges, charts none for their own axes

	view   View
	row    *Row
	some   wire.Snapshot // what Snap is while not all lanes are on show
	left   int           // lanes left out for want of room
	floor  float32       // under the lanes
	capped bool          // low charts have captions and axes, at least one for all
}

// New returns an empty picture.
func New() *Picture { return &Picture{Axis: theme.DefaultAxis} }

// Layout draws snap as it stands still, by a view and its row. The picture keeps snap
// until the next Layout; the caller must not change it before then.
func (p *Picture) Layout(snap *wire.Snapshot, o Options, row *Row, view View) {
	p.Options, p.Theme, p.Measure = o, o.Theme, o.Measure
	p.row, p.view = row, view
	p.Whole, p.Snap = snap, p.shown(snap)
	p.Reset()
	if len(p.Snap.Lanes) == 0 || o.W < LeastW || o.H < LeastH {
		p.Lanes = p.Lanes[:0] // nothing of an earlier picture can be pointed at
		p.noRoom()
		return
	}
	p.fit()
	p.Axis = p.Axis.Choose(smallestExponent(p.Snap))
	view.Draw()
	if p.Valid(o.Pointed) {
		view.Mark(o.Pointed)
	}
}

// Below these sizes there is no picture: nothing could be read.
const (
	LeastW = 200
	LeastH = 60
)

// Valid reports whether there still is what t points at.
func (p *Picture) Valid(t Target) bool {
	return t.Part != None && t.Lane >= 0 && t.Lane < len(p.Lanes) && t.Unit >= 0 && t.From >= 0 && p.view.Has(t)
}

// Animate draws nothing: only some views move.
func (p *Picture) Animate(float64) {}

// smallestExponent returns the decade of the smallest δ or ∂C/∂W in a
// snapshot that is not zero, now or at any time that the snapshot tells of.
func smallestExponent(snap *wire.Snapshot) float64 {
	least := 0.0
	for i := range snap.Lanes {
		for j := range snap.Lanes[i].Layers {
			y := &snap.Lanes[i].Layers[j]
			for _, x := range [...]float64{y.DeltaRMS, y.DWRMS} {
				if x > 0 && !math.IsInf(x, 0) {
					least = min(least, math.Log10(x))
				}
			}
		}
		for _, level := range snap.Lanes[i].Trace.Levels {
			if exp, ok := level.Exp(); ok && exp < least {
				least = exp
			}
		}
	}
	return least
}
