package session

import (
	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// history is the course of a lane since its start: its loss and every layer's
// RMS δ and RMS ∂C/∂W, in bins that grow longer with the run so that there are
// never more than most. A bin keeps both extremes, see wire.Trace.
type history struct {
	wire.Trace
	most int // bins; even
	span int // steps that a bin covers at least
}

// historyLen bounds the bins of a run, and historyBytes the levels of all
// lanes in one snapshot.
const (
	historyLen   = 256
	historyBytes = 120 << 10
)

// historyBins is how many bins each of some lanes may have, of so many layers.
func historyBins(lanes, layers int) int {
	bin := 2 * wire.TraceFields * max(lanes*layers, 1)
	return min(historyLen, historyBytes/bin) &^ 1
}

// add takes in an observation.
func (h *history) add(obs *backend.Observation) {
	bin, levels := [2]float32{float32(obs.Loss), float32(obs.Loss)}, levelsOf(obs)
	for h.full(obs.Step) {
		h.halve(obs.Step)
	}
	last := len(h.Steps) - 1
	if last < 0 || obs.Step >= int(h.Steps[last])+max(h.span, 1) {
		h.Steps = append(h.Steps, uint32(obs.Step))
		h.Loss = append(h.Loss, bin[:]...)
		h.Levels = append(h.Levels, levels...)
		return
	}
	foldAll(h.Loss[2*last:], bin[:])
	foldAll(h.Levels[last*len(levels):], levels)
}

// full reports whether a step needs a bin for which there is no room.
func (h *history) full(step int) bool {
	n := len(h.Steps)
	return n == h.most && step >= int(h.Steps[n-1])+max(h.span, 1)
}

// halve joins every two bins.
func (h *history) halve(step int) {
	n, size := len(h.Steps), len(h.Levels)/len(h.Steps)
	for i := range n / 2 {
		foldAll(h.Loss[4*i:4*i+2], h.Loss[4*i+2:4*i+4])
		copy(h.Loss[2*i:2*i+2], h.Loss[4*i:])
		foldAll(h.Levels[2*i*size:(2*i+1)*size], h.Levels[(2*i+1)*size:(2*i+2)*size])
		copy(h.Levels[i*size:(i+1)*size], h.Levels[2*i*size:])
		h.Steps[i] = h.Steps[2*i]
	}
	h.Steps, h.Loss, h.Levels = h.Steps[:n/2], h.Loss[:n], h.Levels[:n/2*size]
	h.span = max(2*h.span, 1, step/max(n/2, 1))
}

// levelsOf is what one bin holds of an observation.
func levelsOf(obs *backend.Observation) []scale.Level {
	levels := make([]scale.Level, 0, wire.TraceFields*len(obs.Layers))
	for i := range obs.Layers {
		y := &obs.Layers[i]
		delta, dw := scale.LevelOf(y.DeltaRMS, y.Underflow > 0), scale.LevelOf(y.DWRMS, losesGradient(obs.Layers, i))
		levels = append(levels, delta, delta, dw, dw)
	}
	return levels
}

// losesGradient says whether a ∂C/∂W of 0 is what float32 lost: of δ, or of its
// products with inputs that are not all 0 either.
func losesGradient(layers []stats.Layer, i int) bool {
	fed := i == 0 || layers[i-1].ActRMS > 0
	return layers[i].Underflow > 0 || fed && layers[i].DeltaRMS > 0
}

// foldAll widens pairs of extremes by later ones.
func foldAll[T float32 | scale.Level](pairs, later []T) {
	for i := 0; i < len(later); i += 2 {
		a, b := pairs[i], pairs[i+1]
		for _, x := range later[i : i+2] {
			a, b = fold(a, b, x)
		}
		pairs[i], pairs[i+1] = a, b
	}
}

// fold widens a pair of extremes, in the order they came, by a later value.
func fold[T float32 | scale.Level](a, b, x T) (T, T) {
	lo, hi := min(a, b), max(a, b)
	switch {
	case x < lo:
		return hi, x
	case x > hi:
		return lo, x
	}
	return a, b
}
