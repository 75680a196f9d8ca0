package wire

import "backflow/sim/wire/scale"

// Trace is the course of a whole run in a bounded number of bins, oldest
// first. A bin keeps the two extremes of what was seen in it, in the order
// that they came: thinning a run out never hides a spike.
type Trace struct {
	Steps []uint32  // the first step of every bin
	Loss  []float32 // 2 a bin
	// Levels holds, by bin and layer, TraceFields levels: two of RMS δ, two of
	// RMS ∂C/∂W. Empty unless the View draws them.
	Levels []scale.Level
}

// TraceFields is the number of levels a bin holds of a layer.
const TraceFields = 4

// Layer returns what a bin holds of a layer, of layers.
func (t *Trace) Layer(bin, layer, layers int) []scale.Level {
	at := (bin*layers + layer) * TraceFields
	return t.Levels[at : at+TraceFields]
}
