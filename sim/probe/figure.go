package probe

import (
	"encoding/json"
	"math"

	"backflow/sim/num"
)

// Figure is a number, or the reason why there is none.
type Figure struct {
	Value float64 // NaN unless Why is empty
	Why   Reason
}

// Reason says why an instrument has no number.
type Reason string

// The reasons. Each but the empty one has a sentence in Reason.Sentence.
const (
	Measured      Reason = ""            // there is a number
	NoPairs       Reason = "no-pairs"    // of inputs to compare
	OneLayer      Reason = "one-layer"   // nothing lies between input and output
	ExactZeros    Reason = "exact-zeros" // what would be compared is exactly 0
	OneBatch      Reason = "one-batch"   // minibatches do not differ
	BelowNoise    Reason = "below-noise" // the mean gradient is not told from 0
	BelowRounding Reason = "rounding"    // float64 does not hold it
	NotRectifying Reason = "no-off"      // the activation has no side that is off
	TooLarge      Reason = "too-large"   // the matrix is too large to be written out
	NoDraw        Reason = "no-draw"     // nobody said how first parameters are drawn
	NotFinite     Reason = "not-finite"  // the network has diverged
	MixedBatch    Reason = "mixed-batch" // a BatchNorm stands where it cannot be taken apart
	NoTheory      Reason = "no-theory"   // the theory does not know such a network
	NotYet        Reason = "not-yet"     // the run has not come so far
	OutputLayer   Reason = "output"      // the output layer has no activation
)

var sentences = map[Reason]string{
	NoPairs:       "There are no two inputs to compare: the data has fewer than 2 examples.",
	OneLayer:      "The network has no hidden layer for it: set a depth of at least 1.",
	ExactZeros:    "What would be compared is exactly 0 for every example.",
	OneBatch:      "All minibatches are the same: choose a batch smaller than the training set.",
	BelowNoise:    "The mean gradient is not told from 0 by so few minibatches.",
	BelowRounding: "It is smaller than what float64 rounds off beside the largest.",
	NotRectifying: "The activation has no side that is off.",
	TooLarge:      "The matrix is too large to be written out; only its largest singular value is found.",
	NoDraw:        "It is not known how the network's first parameters are drawn.",
	NotFinite:     "The network's numbers are not finite.",
	MixedBatch:    "A BatchNorm that does not follow a dense or conv layer directly mixes the examples.",
	NoTheory:      "The theory does not know such a network.",
	NotYet:        "It is still being computed.",
	OutputLayer:   "The output layer has no activation.",
}

// Sentence says a reason to a viewer; it is empty where there is a number.
func (r Reason) Sentence() string { return sentences[r] }

// number is a figure of x, which may turn out not to be finite.
func number(x float64) Figure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return none(NotFinite)
	}
	return Figure{Value: x}
}

func none(why Reason) Figure { return Figure{math.NaN(), why} }

// MarshalJSON writes the number, or the reason as a string.
func (f Figure) MarshalJSON() ([]byte, error) {
	if f.Why != Measured {
		return json.Marshal(string(f.Why))
	}
	return json.Marshal(f.Value)
}

// UnmarshalJSON reads what MarshalJSON writes. Null is no number.
func (f *Figure) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		f.Value = math.NaN()
		return json.Unmarshal(b, &f.Why)
	}
	var x num.JSON
	err := json.Unmarshal(b, &x)
	*f = number(float64(x))
	return err
}

// nones is a column without numbers.
func nones(n int, why Reason) []Figure {
	figures := make([]Figure, n)
	for i := range figures {
		figures[i] = none(why)
	}
	return figures
}

// Reading is what an instrument shows.
type Reading struct {
	Instrument string
	Layers     []string // names of the observed layers, input first
	Columns    []Column
	Whole      []Scalar // figures of the network as a whole
}

// Column is one figure a layer.
type Column struct {
	Name   string
	Layers []Figure
	// Theory is what theory expects, nil where it expects nothing of the kind.
	Theory []Figure
}

// Scalar is one figure of the whole network.
type Scalar struct {
	Name string
	Figure
	Theory Figure // NoTheory where there is none
}

// Column finds a column by its name; the bool tells whether there is one.
func (r Reading) Column(name string) (Column, bool) {
	for _, c := range r.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Scalar finds a figure of the whole network by its name.
func (r Reading) Scalar(name string) (Scalar, bool) {
	for _, s := range r.Whole {
		if s.Name == name {
			return s, true
		}
	}
	return Scalar{}, false
}
