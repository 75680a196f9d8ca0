package sim

import (
	"math"
	"time"

	"backflow/sim/nn"
)

// Want chooses what an observation holds beyond the per-layer statistics,
// which are always there. The zero value wants nothing more.
type Want struct {
	// Units is the most units a layer to sample (the first ones); the matrices
	// between sampled units come with them. 0 means none.
	Units int
	// Maps is the most channels of a conv layer whose feature maps to sample.
	Maps int
	// Field is the side of the square grid to evaluate the network over, for a
	// decision boundary. 0 means none. Only for sets of two features.
	Field int
	// Eval asks for loss and accuracy over the whole train and test parts.
	Eval bool
	// State asks for the parameters and the optimiser's memory.
	State bool
	// Gradients asks for every ∂C/∂parameter in full.
	Gradients bool
	// Histograms asks for the per-layer histograms.
	Histograms bool
}

// Observation describes a network at one moment. All statistics are over one
// minibatch: the one that the next step will use.
type Observation struct {
	Step   int     // steps taken
	Loss   float64 // on the minibatch
	Layers []LayerStats
	// Output is the network's raw output (logits) for the first example of the
	// minibatch, and Example that example's index in the training part.
	Output  []float32
	Example int

	Train, Test *Score      // nil unless wanted
	Field       *Field      // nil unless wanted
	State       *State      // nil unless wanted
	Gradients   [][]float32 // nil unless wanted; as State.Params
	// Diverged is set once the loss or its gradient is not finite, be it that a step
	// would have made it so or that the first parameters do: the network stands at
	// the last step before it.
	Diverged *Divergence
	// Took is what the observation cost by itself, without the steps that it
	// had to wait for; 0 from a backend whose steps are done when Train is.
	Took time.Duration
}

// LayerStats describes one observed layer: a dense or conv layer together with
// the normalisation and activation behind it. z is the activation's input (the
// layer's own output where it has none), a its output, δ = ∂C/∂z.
type LayerStats struct {
	Name  string // as in nn.Spec.LayerNames
	Units int    // units of a dense layer, channels of a conv layer
	FanIn int

	ActMean, ActRMS float64 // of a
	DeltaRMS        float64 // of δ: √mean over batch and units
	DWRMS           float64 // of ∂C/∂W
	WRMS            float64 // of W
	// UpdateRatio is the RMS of the next step's change of W over the RMS of W.
	UpdateRatio float64
	// Factor is DeltaRMS over the DeltaRMS of the next observed layer (NaN for
	// the last one).
	Factor float64

	Saturated float64 // share of (example, unit) with |φ'(z)| < 1 % of its maximum; none where φ rectifies
	Dead      float64 // share of units whose a is exactly 0 on the whole minibatch
	Zeros     float64 // share of δ that is exactly zero because a factor of it is
	Underflow float64 // share of δ below float32's normal range, though no factor is zero

	// Sample, for pictures: the first Want.Units units.
	Act   []float32 // a of the minibatch's first example
	Delta []float32 // per unit, RMS of δ over the minibatch
	Flags []uint8   // per unit, FlagDead | FlagSaturated
	// W and DW are the sampled part of the matrices, row-major: sampled units
	// × SampleIn inputs (the first ones).
	W, DW    []float32
	SampleIn int
	// ActMaps and DeltaMaps are a and δ of the minibatch's first example for
	// the first Want.Maps channels of a conv layer, MapH × MapW pixels each.
	ActMaps, DeltaMaps []float32
	MapW, MapH         int

	ActHist           *Histogram // nil unless wanted; linear
	DeltaHist, DWHist *Histogram // nil unless wanted; log10 of |x|, zeros apart
}

// Flags of a unit.
const (
	FlagDead      uint8 = 1 << iota // a is 0 on the whole minibatch
	FlagSaturated                   // |φ'| is under 1 % of its maximum on more than half of it; never where φ rectifies
)

// SaturationShare is the share of an activation's largest |φ'| below which a
// unit is saturated: one per cent, less what float32 may round off, so that
// leaky ReLU's customary slope of exactly 0.01 is not below it.
const SaturationShare = 0.01 * (1 - 1e-6)

// SaturationLimit is the |φ'| below which a unit of an activation is saturated: 0,
// which no slope is below, of one that rectifies.
func SaturationLimit(a nn.Activation) float64 {
	if a.Rectifies {
		return 0
	}
	return SaturationShare * a.MaxD
}

// HistogramBins is the number of bins of every histogram.
const HistogramBins = 64

// Log histograms cover 10^LogLo … 10^(LogLo+64·LogStep): from below the
// smallest normal float32 to far above anything that trains.
const (
	LogLo   = -38.0
	LogStep = 0.75
)

// Histogram counts values in HistogramBins equal bins from Lo to Hi. Values
// outside fall into the first or last bin.
type Histogram struct {
	Lo, Hi float64
	Counts [HistogramBins]uint32
	Zeros  uint32 // exact zeros, which are in no bin
}

// PopulationExamples is how many examples of the training part (the first
// ones) decide the statistics that BatchNorm evaluates with, for Score and
// Field: one pass over them as a single batch. Training itself always uses the
// minibatch's own. It is the largest minibatch there is.
const PopulationExamples = 1024

// Score is a figure over a whole part of the data.
type Score struct {
	Loss     float64
	Accuracy float64 // 0 … 1; NaN for regression
	// Confusion counts examples by class (row) and likeliest class (column);
	// nil for regression.
	Confusion Confusion
}

// Confusion is a confusion matrix, row by row.
type Confusion []uint32

// NewConfusion is the matrix for a network of so many outputs, one of which
// tells two classes apart.
func NewConfusion(outputs int) Confusion {
	classes := max(outputs, 2)
	return make(Confusion, classes*classes)
}

// Classes is the number of rows.
func (c Confusion) Classes() int { return int(math.Sqrt(float64(len(c)))) }

// Count takes in an example.
func (c Confusion) Count(class, likeliest int) { c[class*c.Classes()+likeliest]++ }

// Accuracy is the share of the examples on the diagonal.
func (c Confusion) Accuracy() float64 {
	all, right := 0.0, 0.0
	for i, n := range c {
		all += float64(n)
		if i%(c.Classes()+1) == 0 {
			right += float64(n)
		}
	}
	return right / all
}

// Field is the network's output over a grid, row by row from the top left
// (−Extent, +Extent). A value is the probability of class 1 for two classes,
// the index of the likeliest class for more.
type Field struct {
	Side   int
	Values []float32
}

// Divergence says where and when numbers stopped being finite.
type Divergence struct {
	Step  int    // steps taken when it was found
	Layer string // first layer whose pre-activations are not finite; "loss" if all are
}

// lossLayer is Divergence.Layer where all layers are finite.
const lossLayer = "loss"

// Finite reports whether x is neither NaN nor infinite.
func Finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
