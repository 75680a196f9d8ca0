// Package scene turns a snapshot into a picture made of simple shapes. It is
// pure: no screen, no browser, no clock but the time it is told.
//
// A Scene has three layers of shapes, painted in this order: Back (frames,
// edges, gauges), Moving (gradient pulses; all that changes between two
// snapshots) and Front (neurons and marks), then Rasters and Labels. Layout
// fills all but Moving; Animate fills Moving, every frame.
//
// All lengths are CSS pixels, the origin is the top left.
package scene

import (
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Kind is the kind of a Shape.
type Kind uint8

// The kinds of shape.
const (
	Rect Kind = iota // corner X, Y, size X2 × Y2; snapped to device pixels
	Line             // from X, Y to X2, Y2, of thickness R
	Disc             // centre X, Y, radius R
	Glow             // as Disc, fading towards its rim
	Ring             // as Disc, hollow: a rim of a fifth of R
	Bead             // as Disc, with a dark rim of a fifth of R whatever its colour
	Area             // between the line from X, Y to X2, Y2 and the height R, where it has faded
)

// Shape is one mark. Where Graded is set, the colour of a Rect runs to Far at
// its right side, that of a Line to Far at its end.
type Shape struct {
	Kind         Kind
	Graded       bool
	X, Y, X2, Y2 float32
	R            float32
	Color, Far   theme.Color
}

// AreaBase is the strength of an Area's colour at its base.
const AreaBase = 0.3

// Label is one line of text; X, Y is its top left corner.
type Label struct {
	Text string
	X, Y float32
	Size float32
	Bold bool
	// W is the measured width, and X + Align·W where the text was aligned: at
	// its left end (0), its right end (1) or its middle (½).
	W     float32
	Align float32
	Color theme.Color
}

// Raster is a small picture, stretched over a rectangle.
type Raster struct {
	X, Y, W, H float32
	Cols, Rows int
	Values     []uint8 // Cols × Rows, from the top left
	Palette    *theme.Palette
	Smooth     bool // blend neighbours; otherwise every value is a crisp rectangle
}

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
	Measure func(text string, size float32, bold bool) float32
}

// Scene is a picture. Its slices are reused from one Layout to the next.
type Scene struct {
	Back, Moving, Front []Shape
	Rasters             []Raster
	Labels              []Label

	view    View
	axis    theme.Axis
	lanes   []laneBox
	snap    *wire.Snapshot
	some    wire.Snapshot // what snap is while not all lanes are on show
	left    int           // lanes left out for want of room
	low     bool          // lanes have no room for gauges, charts none for their own axes
	floor   float32       // under the lanes
	capped  bool          // low charts have captions and axes, at least one for all
	bytes   []uint8       // of the rasters; reused
	lossTop float32       // upper end of every lane's loss curve
	spreads []spread      // of the activations, by lane
	points  []point       // of the newest ridge; reused
	bins    []float32     // of the newest line of a heat map; reused
}

// laneBox is where the parts of one lane stand.
type laneBox struct {
	all     box // the lane, from one side of the stage to the other
	form    form
	title   box
	tail    box // words on the right of a low lane
	net     box // the network, with the input column
	more    box // the line under it that counts the units not shown; empty if all are
	gauge   box
	side    box // pictures on the right
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

type box struct{ x, y, w, h float32 }

// New returns an empty scene.
func New() *Scene { return &Scene{axis: theme.DefaultAxis} }

// Layout draws snap as it stands still. The scene keeps snap until the next
// Layout; the caller must not change it before then.
func (s *Scene) Layout(snap *wire.Snapshot, v View) {
	all := snap
	s.view, s.snap = v, s.only(snap, v.Alone)
	snap = s.snap
	s.Back, s.Moving, s.Front = s.Back[:0], s.Moving[:0], s.Front[:0]
	s.Rasters, s.Labels, s.bytes = s.Rasters[:0], s.Labels[:0], s.bytes[:0]
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
		if b := &s.lanes[i].all; y >= b.y && y < b.y+b.h {
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

// codes returns n bytes that last until the next Layout.
func (s *Scene) codes(n int) []uint8 {
	at := len(s.bytes)
	s.bytes = append(s.bytes, make([]uint8, n)...)
	return s.bytes[at : at+n : at+n]
}

func (s *Scene) back(shape Shape)  { s.Back = append(s.Back, shape) }
func (s *Scene) front(shape Shape) { s.Front = append(s.Front, shape) }

func (s *Scene) rect(b box, c theme.Color) {
	s.back(Shape{Kind: Rect, X: b.x, Y: b.y, X2: b.w, Y2: b.h, Color: c})
}

func (s *Scene) line(x, y, x2, y2, thick float32, c theme.Color) {
	s.back(Shape{Kind: Line, X: x, Y: y, X2: x2, Y2: y2, R: thick, Color: c})
}

// label adds a line of text at x, where 0 aligns its left end there, 1 its
// right end and ½ its middle.
func (s *Scene) label(text string, x, y, align, size float32, bold bool, c theme.Color) Label {
	w := s.view.Measure(text, size, bold)
	l := Label{Text: text, X: x - align*w, Y: y, Size: size, Bold: bold, W: w, Align: align, Color: c}
	s.Labels = append(s.Labels, l)
	return l
}

// fits reports whether text of a size fits into a width.
func (s *Scene) fits(text string, size, width float32) bool {
	return s.view.Measure(text, size, false) <= width
}
