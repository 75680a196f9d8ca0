package scene

import (
	"backflow/sim/wire"
)

// Part is a kind of thing that can be pointed at.
type Part uint8

// The parts.
const (
	None    Part = iota
	Unit         // a unit of a layer, or an input
	Edge         // a weight: from a unit of the layer before
	Gauge        // a layer's gauges
	Cell         // a moment and a layer of the waterfall
	Bar          // a bin of a histogram
	Place        // a variance and a depth of the phase diagram
	Spot         // a point of the decision plot
	Moments      // a moment of the loss curve
	Class        // the output for a class
	Taken        // a cell of the confusion matrix
)

// String is the part's name in messages.
func (p Part) String() string {
	return [...]string{"none", "unit", "edge", "gauge", "cell", "bar", "place", "spot", "loss", "class", "confusion"}[p]
}

// Target is what a pointer points at. Layers count from 0, the input is −1.
type Target struct {
	Part  Part
	Lane  int
	Layer int // of a plot's cell: its row from below, which is the layer where rows are layers
	Unit  int // of Unit and Edge; of a plot's cell: which of the lane's plots
	From  int // of Edge: the unit of the layer before
	Bin   int // of Cell, and of a plot's cell: its column
}

// At returns what lies at a point of the newest Layout.
func (s *Scene) At(x, y float32) Target {
	for i := range s.lanes {
		b := &s.lanes[i]
		if t, ok := s.cellAt(i, x, y); ok {
			return t
		}
		if t, ok := b.plotAt(i, x, y); ok {
			return t
		}
		if len(b.column) == 0 || y < b.net.Y || y > b.gauge.Y+b.gauge.H {
			continue
		}
		return s.partAt(i, x, y)
	}
	return Target{}
}

// valid reports whether there still is what t points at.
func (s *Scene) valid(t Target) bool {
	if t.Part == None || t.Lane < 0 || t.Lane >= len(s.lanes) || t.Unit < 0 || t.From < 0 {
		return false
	}
	switch t.Part {
	case Unit, Edge, Gauge:
		return s.hasUnit(t)
	case Cell:
		return s.hasCell(t)
	}
	return s.lanes[t.Lane].hasPlot(t)
}

// Move is the target in the direction of an arrow key ("ArrowLeft" …) from t,
// nothing for "Escape":
// from layer to layer, from unit to unit, from the first unit up to its layer
// and on to the lane above, from the last one down likewise; from the output on
// to the pictures at its right, and within a picture from cell to cell. From
// nothing it goes to where the view begins: see start.
func (s *Scene) Move(t Target, key string) Target {
	if s.snap == nil || len(s.snap.Lanes) == 0 || len(s.lanes) != len(s.snap.Lanes) || key == "Escape" {
		return Target{}
	}
	switch {
	case !s.valid(t):
		t = s.start()
	case t.Part == Cell:
		t = s.moveCell(t, key)
	case t.Part >= Bar:
		t = s.moveCellOfPlot(t, key)
	default:
		t = s.step(t, key)
	}
	if !s.valid(t) {
		return Target{}
	}
	return t
}

// start is where arrow keys begin: at the last hidden layer of the first lane
// that has any, where gradients come from, at the newest moment, or at the place
// of the network itself.
func (s *Scene) start() Target {
	lane := 0
	for lane+1 < len(s.lanes) && len(s.snap.Lanes[lane].Layers) == 0 {
		lane++
	}
	l := &s.snap.Lanes[lane]
	layer := max(0, len(l.Layers)-2)
	switch s.snap.View {
	case wire.ViewWaterfall:
		return Target{Part: Cell, Lane: lane, Bin: len(l.Trace.Steps) - 1}
	case wire.ViewHistograms:
		return Target{Part: Bar, Lane: lane, Layer: layer, Unit: 1}
	case wire.ViewPhase:
		bin, depth := ownPlace(&l.Phase)
		return Target{Part: Place, Lane: lane, Layer: depth, Bin: bin}
	}
	return Target{Part: Gauge, Lane: lane, Layer: layer}
}
