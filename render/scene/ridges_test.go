package scene

import (
	"math"
	"testing"

	"backflow/sim/wire"
)

func linear(x float32) float32 { return x }

// However wide its own bins are, a histogram keeps its place and its area.
func TestRebinKeepsPlaceAndArea(t *testing.T) {
	p := &ridges{at: linear}
	for _, h := range []wire.Histogram{
		{Lo: 0, Hi: 1, Shares: []float32{0.5, 0.5}},
		{Lo: 0.5, Hi: 0.5001, Shares: []float32{0.2, 0.8}},
		{Lo: 0.25, Hi: 0.75, Shares: make64(1.0 / 64)},
	} {
		bins, most := p.rebin(&h)
		sum, mean := float32(0), float32(0)
		for i, share := range bins {
			sum += share
			mean += share * (float32(i) + 0.5) / ridgeBins
		}
		if math.Abs(float64(sum-1)) > 1e-3 || most <= 0 || math.Abs(float64(mean-(h.Lo+h.Hi)/2)) > 0.01 {
			t.Errorf("%v–%v: area %v, mean %v, peak %v", h.Lo, h.Hi, sum, mean, most)
		}
	}
	if _, most := p.rebin(&wire.Histogram{Lo: 2, Hi: 3, Shares: []float32{1}}); most != 0 {
		t.Error("what lies off the scale is drawn on it")
	}
}

func make64(x float32) []float32 {
	xs := make([]float32, 64)
	for i := range xs {
		xs[i] = x
	}
	return xs
}

// Zeros stand apart, as high as their share.
func TestZerosStandApart(t *testing.T) {
	snap := sample(3, 4, 1)
	snap.View = wire.ViewHistograms
	count := func() (n int) {
		s := layout(snap, 815, 600)
		for _, shape := range s.Back {
			if shape.Kind == Rect && shape.Color == s.view.Theme.Nothing && shape.X2 == zeroSlot-8 {
				n++
			}
		}
		return n
	}
	some := count()
	for i := range snap.Lanes[0].Layers {
		snap.Lanes[0].Layers[i].ActHist.Zeros = 0
	}
	if none := count(); some != 4 || none != 0 {
		t.Errorf("%d bars for zeros in all four layers, %d for none", some, none)
	}
}
