package backend

import (
	"time"

	"backflow/sim/backend/stats"
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

// Sample is the part of it that is about single layers.
func (w Want) Sample() stats.Sample {
	return stats.Sample{Units: w.Units, Maps: w.Maps, Histograms: w.Histograms}
}

// Observation describes a network at one moment. All statistics are over one
// minibatch: the one that the next step will use.
type Observation struct {
	Step   int     // steps taken
	Loss   float64 // on the minibatch
	Layers []stats.Layer
	// Output is the network's raw output (logits) for the first example of the
	// minibatch, and Example that example's index in the training part.
	Output  []float32
	Example int

	Scores
	State     *State      // nil unless wanted
	Gradients [][]float32 // nil unless wanted; as State.Params
	// Diverged is set once the loss or its gradient is not finite, be it that a step
	// would have made it so or that the first parameters do: the network stands at
	// the last step before it.
	Diverged *Divergence
	// Took is what the observation cost by itself, without the steps that it
	// had to wait for, and without a long pass that the next step does not take again;
	// 0 where that is all of it.
	Took time.Duration
}

// PopulationExamples is how many examples of the training part (the first
// ones) decide the statistics that BatchNorm evaluates with, for Score and
// Field: one pass over them as a single batch. Training itself always uses the
// minibatch's own. It is the largest minibatch there is.
const PopulationExamples = 1024

// Scores are what an evaluation comes to.
type Scores struct {
	Train, Test *Score // nil unless wanted
	Field       *Field // nil unless wanted
}

// Score is a figure over a whole part of the data.
type Score struct {
	Loss     float64
	Accuracy float64 // 0 … 1; NaN for regression
	// Confusion counts examples by class (row) and likeliest class (column);
	// nil for regression.
	Confusion stats.Confusion
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

// LossLayer is Divergence.Layer where all layers are finite.
const LossLayer = "loss"
