package cpu

import (
	"math"

	"backflow/sim/backend/stats"
)

// squares are sums of squares of an observed layer's numbers.
type squares [5]float64

// What squares are of.
const (
	ofDelta = iota
	ofDW
	ofA
	ofW
	ofD
)

// KeepNorms makes every pass from the next Reset on also take the norms that
// Norms returns.
func (b *Backend) KeepNorms() { b.keepNorms = true }

// Norms returns for each observed layer the RMS of δ = ∂C/∂z over the minibatch
// and of ∂C/∂W, as of the newest step; nil without KeepNorms.
func (b *Backend) Norms() (delta, dWeights []float64) {
	for i, p := range b.net.probes {
		if b.keepNorms {
			v, s := p.view(), b.squares[i]
			delta = append(delta, math.Sqrt(s[ofDelta]/float64(len(v.Delta))))
			dWeights = append(dWeights, math.Sqrt(s[ofDW]/float64(len(v.DW))))
		}
	}
	return delta, dWeights
}

// sumNorms sums the squares of what has come back.
func (b *Backend) sumNorms(k trainKernels) {
	for i, p := range b.net.probes {
		v, s := p.view(), b.squares[i][:]
		k.sumSquares(s[ofDelta:][:1], v.Delta)
		k.sumSquares(s[ofDW:][:1], v.DW)
	}
}

// sumSizes sums all squares that an observation shows the roots of.
func (b *Backend) sumSizes(k trainKernels) {
	b.sumNorms(k)
	for i, p := range b.net.probes {
		if b.pause != nil {
			k.do(b.pause)
		}
		v, s := p.view(), b.squares[i][:]
		k.sumSquares(s[ofA:][:1], v.A)
		k.sumSquares(s[ofW:][:1], v.W)
		if v.D != nil {
			k.sumSquares(s[ofD:][:1], v.D)
		}
	}
}

// shown are the squares for sim.
func (s squares) shown() *stats.Squares {
	return &stats.Squares{A: s[ofA], D: s[ofD], Delta: s[ofDelta], W: s[ofW], DW: s[ofDW]}
}
