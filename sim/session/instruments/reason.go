package instruments

import (
	"math"

	"backflow/sim/probe"
	"backflow/sim/text"
)

// Reasons of what comes with every look, beside those of sim/probe.
const (
	Unknown   probe.Reason = "unknown"
	Underflow probe.Reason = "underflow" // float32 has lost it
)

// sentences are the ids of what the reasons say.
var sentences = map[probe.Reason]string{
	Unknown:             "instrument.whyUnknown",
	Underflow:           "instrument.whyUnderflow",
	probe.NoPairs:       "instrument.whyNoPairs",
	probe.OneLayer:      "instrument.whyOneLayer",
	probe.ExactZeros:    "instrument.whyExactZeros",
	probe.OneBatch:      "instrument.whyOneBatch",
	probe.BelowNoise:    "instrument.whyBelowNoise",
	probe.BelowRounding: "instrument.whyBelowRounding",
	probe.NotRectifying: "instrument.whyNotRectifying",
	probe.TooLarge:      "instrument.whyTooLarge",
	probe.NoDraw:        "instrument.whyNoDraw",
	probe.NotFinite:     "instrument.whyNotFinite",
	probe.MixedBatch:    "instrument.whyMixedBatch",
	probe.NoTheory:      "instrument.whyNoTheory",
	probe.NotYet:        "instrument.whyNotYet",
	probe.OutputLayer:   "instrument.whyOutputLayer",
}

// Sentence says a reason to a viewer. One that has no sentence says that the number is
// not known.
func Sentence(r probe.Reason) text.Message {
	id, ok := sentences[r]
	if !ok {
		id = sentences[Unknown]
	}
	return text.New(id)
}

// Known is a figure of x, or where that is not finite the reason.
func Known(x float64, otherwise probe.Reason) probe.Figure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return probe.Figure{Value: math.NaN(), Why: otherwise}
	}
	return probe.Figure{Value: x}
}
