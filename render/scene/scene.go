// Package scene turns a snapshot into a picture made of simple shapes. It is
// pure: no screen, no browser, no clock but the time it is told.
//
// Layout fills all of a drawing list but Moving; Animate fills Moving, every
// frame.
package scene

import (
	"math"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// View is how a scene is looked at.
type View struct {
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
	// Edges bounds the edges that are drawn singly; 0 for the usual bound.
	Edges int
	// Measure returns the width of a line of text.
	Measure draw.Measure
}

// Scene is a picture. Its slices are reused from one Layout to the next.
type Scene struct {
	draw.Canvas

	view    View
	axis    theme.Axis
	lanes   []laneBox
	snap    *wire.Snapshot
	some    wire.Snapshot // what snap is while not all lanes are on show
	left    int           // lanes left out for want of room
	low     bool          // lanes have no room for gauges, charts none for their own axes
	floor   float32       // under the lanes
	capped  bool          // low charts have captions and axes, at least one for all
	lossTop float32       // upper end of every lane's loss curve
	spreads []spread      // of the activations, by lane
	points  []point       // of the newest ridge; reused
	bins    []float32     // of the newest line of a heat map; reused
}

// laneBox is where the parts of one lane stand.
type laneBox struct {
	all     draw.Box // the lane, from one side of the stage to the other
	form    form
	title   draw.Box
	tail    draw.Box // words on the right of a low lane
	net     draw.Box // the network, with the input column
	more    draw.Box // the line under it that counts the units not shown; empty if all are
	gauge   draw.Box
	side    draw.Box // pictures on the right
	column  []float32
	pitch   float32     // between two hidden columns
	rows    [][]float32 // y of every unit shown, by column; column 0 is the input
	source  [][]int     // by layer and unit: where in the next layer its pulse comes from
	edges   []edge      // those drawn
	tiled   bool        // weights are drawn as matrices: there are too many
	crowded bool        // not even those find room
	thumb   float32     // side of a feature map
	mapped  []bool      // by column: its units are feature maps
	phase   phase
	radius  float32
	charts  [2]chart // of the waterfall
	plots   []plot   // what else can be pointed at
	panels  [3]panel // of the histograms
}

// edge is a weight from a unit of the layer before (or the input) to a unit.
type edge struct{ layer, from, to int }

// New returns an empty scene.
func New() *Scene { return &Scene{axis: theme.DefaultAxis} }

// Layout draws snap as it stands still. The scene keeps snap until the next
// Layout; the caller must not change it before then.
func (s *Scene) Layout(snap *wire.Snapshot, v View) {
	all := snap
	s.view, s.snap = v, s.only(snap, v.Alone)
	snap = s.snap
	s.Theme, s.Measure = v.Theme, v.Measure
	s.Reset()
	if len(snap.Lanes) == 0 || v.W < LeastW || v.H < LeastH {
		s.lanes = s.lanes[:0] // nothing of an earlier picture can be pointed at
		s.noRoom()
		return
	}
	s.fit(snap)
	snap = s.snap
	s.axis = s.axis.Choose(smallestExponent(snap))
	s.lossTop = lossTop(snap)
	switch snap.View {
	case wire.ViewWaterfall:
		s.bands(s.waterfall)
	case wire.ViewHistograms:
		s.updateSpreads(all)
		s.bands(s.histograms)
	case wire.ViewPhase:
		s.bands(s.phaseDiagram)
	default:
		s.networks()
	}
	s.readout(v.Pointed)
}

// LaneAt is the label of the lane at a height, "" between lanes and where there
// is no picture.
func (s *Scene) LaneAt(y float32) string {
	for i := range s.lanes {
		if b := &s.lanes[i].all; y >= b.Y && y < b.Y+b.H {
			return s.snap.Lanes[i].Label
		}
	}
	return ""
}

// Below these sizes there is no picture: nothing could be read.
const (
	LeastW = 200
	LeastH = 60
)

// networks draws the network view.
func (s *Scene) networks() {
	s.place(s.bottom(1)) // for what the legend says of it
	rows := s.legendRows()
	for s.dropLane(rows) {
		s.place(s.bottom(1))
		rows = s.legendRows()
	}
	s.place(s.bottom(rows))
	s.legend(rows)
	for i := range s.snap.Lanes {
		s.lane(&s.lanes[i], &s.snap.Lanes[i])
	}
}

// lane draws one lane into its box.
func (s *Scene) lane(b *laneBox, l *wire.Lane) {
	b.phase = s.view.Moment.phaseOf(len(l.Layers))
	s.title(b, l)
	if len(l.Layers) == 0 {
		return
	}
	b.routes(l)
	s.light(b, l)
	s.hopMarks(b, l, b.phase)
	s.edges(b, l)
	s.neurons(b, l)
	s.unseen(b, l)
	s.gauges(b, l)
	s.pictures(b, l)
}

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
