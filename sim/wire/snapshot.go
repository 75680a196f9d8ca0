// Package wire is the snapshot: all that the stage needs to draw one frame,
// and its binary form. It depends on nothing but messages, so that the stage stays small.
//
// A snapshot is at most MaxBytes whatever the size of the network: per-layer
// statistics are always there, units and matrices are sampled. A stage may
// drop any snapshot and start from any other; none refers to an earlier one.
package wire

import (
	"backflow/sim/text"
	"backflow/sim/wire/reading"
	"backflow/sim/wire/scale"
)

// MaxBytes bounds an encoded snapshot.
const MaxBytes = 256 << 10

// Snapshot is what one frame needs.
type Snapshot struct {
	Seq   uint32 // counts up; the stage acknowledges it
	Lanes []Lane
	// Points is the data set for the decision boundary: empty for images.
	Points []Point
	Extent float32 // half-width of the square that Points and fields cover
	// Running is false while training is paused.
	Running bool
	// View is what the stage is to show: a word of the view parameter. What
	// only another view needs is left out; see experiment.View.
	View string

	Race Race // of backends; empty unless the View draws it

	scratch reader // of DecodeInto, which makes nothing new
}

// Point is an example of a 2-D set.
type Point struct {
	X, Y  float32
	Class uint8
	Test  bool // held out
}

// Lane is one network.
type Lane struct {
	Label   text.Message
	Backend string // "cpu", "gpu", "ref"
	// Note is one short line about the lane's state that the viewer must see,
	// such as where it diverged; empty when all is well.
	Note        text.Message
	Diverged    bool
	Step        uint32
	StepsPerSec float64
	Loss        float64 // train loss, on the whole training part once known
	// TrainAccuracy and TestAccuracy are 0 … 1, NaN until known.
	TrainAccuracy, TestAccuracy float64
	// ScoreStep is the step that Loss and the accuracies were evaluated at. It is NaN
	// before the first evaluation: Loss is the minibatch's until then. Outdated says
	// that the lane was further already when these figures were told.
	ScoreStep float64
	Outdated  bool
	// Left is the share of the last hidden layer's RMS δ that reaches layer 1; NaN
	// until known, and where there is no hidden layer.
	Left  float64
	Trace Trace // what the lane went through since its start

	Phase Phase // theory's diagram; empty unless the View draws it

	Inputs  int       // features of an example
	Input   []float32 // the shown example: two features, or at most 28×28 pixels 0…1
	InputW  int       // width of the picture, 0 for a plain vector
	Outputs []float32 // probabilities for the shown example, one a class (one for two classes)
	Target  float32   // the shown example's class or target

	// Confusion counts the test part's examples by class (row) and likeliest
	// class, row by row; empty until known.
	Confusion []float32

	Layers []Layer // observed layers, input side first; the last is the output

	// Field is a decision boundary: FieldSide² values, 0 (class 0) … 255
	// (class 1), row by row from the top left; empty when there is none.
	FieldSide int
	Field     []uint8

	Chart reading.Chart // of an instrument; empty unless the View draws it
}

// Layer describes one observed layer; statistics are as in stats.Layer and
// never floored.
type Layer struct {
	Name  string
	Units int // in truth, however many are sampled
	FanIn int

	ActMean, ActRMS, DeltaRMS, DWRMS, WRMS, UpdateRatio float64
	Factor, Theory                                      float64 // of δ to the next layer: measured, predicted; NaN if none
	Saturated, Dead, Zeros, Underflow                   float64 // shares, 0 … 1

	// Sampled units, the first len(Act) of Units. None unless the View draws them.
	Act   []float32 // activation for the shown example
	Delta []float32 // RMS of δ over the minibatch
	Flags []uint8   // UnitDead | UnitSaturated | UnitOff

	// W and DW are sampled weights and gradients, row-major: len(Act) rows ×
	// SampleIn columns (the first units of the layer before).
	SampleIn int
	W, DW    []float32

	// Histograms over units, pixels and the minibatch (of DW: over the
	// matrix). Empty unless the View draws them. ActHist is linear, the
	// others are of log10 of the size.
	ActHist, DeltaHist, DWHist Histogram

	// Feature maps of a conv layer's first channels for the shown example:
	// MapH rows of MapW values, channel after channel; none of a dense layer.
	// ActMaps are as MapAct has them, DeltaMaps (δ) as MapSize.
	MapW, MapH         int
	ActMaps, DeltaMaps []uint8
}

// Histogram is the shares of values in equal bins from Lo to Hi, to the nearest
// 65535th, but never 0 where there is any.
type Histogram struct {
	Lo, Hi float32
	Zeros  float32 // share of exact zeros, which are in no bin
	Shares []float32
}

// Phase is what theory expects of networks like a lane's, but for the variance
// of their weights and their depth: log10 of the share of the gradient that is
// left at layer 1.
type Phase struct {
	Lo, Hi          float32 // log10 σ_w² at both ends
	Columns, Depths int
	Levels          []scale.Level // column by column, from depth 1; fewer while it is computed

	WeightVar, Left float64 // the lane's own, and what theory expects of it
	Depth           int
}

// The views, as the parameter has them.
const (
	ViewNetwork     = "network"
	ViewWaterfall   = "waterfall"
	ViewHistograms  = "histograms"
	ViewPhase       = "phase"
	ViewInstruments = "instruments"
	ViewRace        = "race"
)

// Flags of a unit; the first two are equal to stats.FlagDead and stats.FlagSaturated.
const (
	UnitDead      uint8 = 1 << iota // zero on the whole minibatch
	UnitSaturated                   // |φ'| under 1 % of its maximum; never where φ rectifies
	UnitOff                         // switched off by a rectifier for the shown example
)
