// Package reading is what an instrument says of the layers of a network, as a snapshot
// carries it.
package reading

import (
	"math"

	"backflow/sim/reason"
	"backflow/sim/text"
)

// Chart is what an instrument says of each observed layer; empty unless the View draws
// it.
type Chart struct {
	Instrument string // its word, as the parameter has it
	Scale      Scale
	Step       uint32       // that it was measured at
	Share      float64      // of the computation that is done, 0 … 1
	Why        text.Message // why there is nothing to show at all; empty otherwise
	Series     []Series     // columns
	Whole      []Whole      // figures of the network as a whole
}

// Series is a column of a chart: a value a layer, NaN where Why gives a reason. Theory
// is empty where there is none, and NaN where there is none for a layer.
type Series struct {
	Name           string
	Values, Theory []float64
	Why            []reason.Reason // empty where every value is a number
}

// Reason is why there is no number for a layer.
func (s *Series) Reason(layer int) reason.Reason {
	if len(s.Why) == 0 {
		return reason.Measured
	}
	return s.Why[layer]
}

// Expected is what theory expects of a layer; NaN where it expects nothing.
func (s *Series) Expected(layer int) float64 {
	if len(s.Theory) == 0 {
		return math.NaN()
	}
	return s.Theory[layer]
}

// Whole is one figure of the whole network. Theory is NaN where there is none.
type Whole struct {
	Name          string
	Value, Theory float64
	Why           reason.Reason
}

// Scale is the axis of a chart.
type Scale uint8

// The scales.
const (
	Magnitude Scale = iota // absolute and logarithmic
	Share                  // 0 … 1
	Signed                 // −1 … 1, of cosines and correlations
	Scales                 // how many there are
)

// Left is what is left of δ in each of n layers, of what is in the last hidden one: rms
// gives δ's RMS in a layer, and the share of it that float32 has lost. The output layer has
// none.
func Left(n int, rms func(layer int) (delta, underflow float64)) Series {
	s := Series{Name: "left", Values: make([]float64, n), Why: make([]reason.Reason, n)}
	last := 0.0
	if n > 1 {
		last, _ = rms(n - 2)
	}
	for i := range n {
		s.Values[i] = math.NaN()
		delta, underflow := rms(i)
		switch {
		case n < 2:
			s.Why[i] = reason.OneLayer
		case i == n-1:
			s.Why[i] = reason.OutputLayer
		case delta == 0 && underflow > 0:
			s.Why[i] = reason.Underflow
		case last == 0:
			s.Why[i] = reason.ExactZeros
		case math.IsNaN(delta/last) || math.IsInf(delta/last, 0):
			s.Why[i] = reason.Unknown
		default:
			s.Values[i] = delta / last
		}
	}
	return s
}
