// Package stats describes the layers of a network in training: what is counted of
// each (Layer), and how, for backends whose numbers are in main memory.
package stats

import "backflow/sim/nn"

// Layer describes one observed layer: a dense or conv layer together with
// the normalisation and activation behind it. z is the activation's input (the
// layer's own output where it has none), a its output, δ = ∂C/∂z.
type Layer struct {
	Name  string // as in nn.Spec.LayerNames
	Units int    // units of a dense layer, channels of a conv layer
	FanIn int

	ActMean, ActRMS float64 // of a
	DeltaRMS        float64 // of δ: √mean over batch and units
	DWRMS           float64 // of ∂C/∂W
	WRMS            float64 // of W
	// UpdateRatio is the RMS of the next step's change of W over the RMS of W.
	UpdateRatio float64
	// Lost is the share of W that the next step leaves as it is, to the bit: see Lost.
	Lost float64
	// Factor is DeltaRMS over the DeltaRMS of the next observed layer (NaN for
	// the last one).
	Factor float64
	// SlopeRMS is the RMS of φ′(z) over batch and units (and pixels), and Rest is
	// Factor/SlopeRMS (NaN for the last layer): what the activation takes of δ, and what
	// is left for the weights of the next layer, and for normalisation, pooling and skip
	// connections on the way. Mean-field theory splits its factor so, into √E[φ′(z)²] and
	// σ_w (Glorot & Bengio 2010, eqs. 5 and 6; Schoenholz et al. 2017, eq. 7: χ).
	SlopeRMS, Rest float64

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

// saturationShare is the share of an activation's largest |φ'| below which a
// unit is saturated: one per cent, less what float32 may round off, so that
// leaky ReLU's customary slope of exactly 0.01 is not below it.
const saturationShare = 0.01 * (1 - 1e-6)

// SaturationLimit is the |φ'| below which a unit of an activation is saturated: 0,
// which no slope is below, of one that rectifies.
func SaturationLimit(a nn.Activation) float64 {
	if a.Rectifies {
		return 0
	}
	return saturationShare * a.MaxD
}
