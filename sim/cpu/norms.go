package cpu

import "math"

// KeepNorms makes every pass from the next Reset on also take the norms that
// Norms returns.
func (b *Backend) KeepNorms() { b.keepNorms = true }

// Norms returns for each observed layer the RMS of δ = ∂C/∂z over the minibatch
// and of ∂C/∂W, as of the newest step; nil without KeepNorms.
func (b *Backend) Norms() (delta, dWeights []float64) {
	for i, p := range b.net.probes {
		if b.keepNorms {
			v := p.view()
			delta = append(delta, math.Sqrt(b.squares[2*i]/float64(len(v.Delta))))
			dWeights = append(dWeights, math.Sqrt(b.squares[2*i+1]/float64(len(v.DW))))
		}
	}
	return delta, dWeights
}

// sumNorms sums the squares of what has come back.
func (b *Backend) sumNorms(k trainKernels) {
	if !b.keepNorms {
		return
	}
	for i, p := range b.net.probes {
		v := p.view()
		k.sumSquares(b.squares[2*i:][:1], v.Delta)
		k.sumSquares(b.squares[2*i+1:][:1], v.DW)
	}
}
