package histograms

import (
	"math"
	"testing"

	"backflow/sim/text"
	"backflow/sim/wire"
)

// active is a lane of two hidden layers and an output, with histograms of some
// ranges.
func active(step uint32, hidden, output wire.Histogram) *wire.Snapshot {
	return &wire.Snapshot{Running: true, Lanes: []wire.Lane{{Label: text.Verbatim("lane"), Step: step, Layers: []wire.Layer{{ActHist: hidden}, {ActHist: hidden}, {ActHist: output}}}}}
}

// even is a histogram of equal shares.
func even(lo, hi float32) wire.Histogram {
	return wire.Histogram{Lo: lo, Hi: hi, Shares: make64(1.0 / 64)}
}

func spreadsOf(snaps ...*wire.Snapshot) (spans []span) {
	s := New()
	for _, snap := range snaps {
		s.updateSpreads(snap)
		spans = append(spans, s.spreadOf("lane").span)
	}
	return spans
}

func TestOneOutlierDoesNotStretchTheScale(t *testing.T) {
	outlier := wire.Histogram{Lo: 0, Hi: 64, Shares: make64(0)}
	outlier.Shares[0], outlier.Shares[63] = 0.995, 0.005
	if r := spreadsOf(active(1, outlier, even(0, 1)))[0]; r.lo != 0 || r.hi < 1 || r.hi > 2 {
		t.Errorf("from %v to %v for values up to 1 and one of 64", r.lo, r.hi)
	}
}

// Outputs are no activations: they may take half as much of the scale as these do.
func TestOutputsTakeAThirdOfTheScale(t *testing.T) {
	for _, c := range []struct {
		output wire.Histogram
		width  float32
	}{{even(-0.25, 1), 1.25}, {even(-60, 40), 1.5}} {
		r := spreadsOf(active(1, even(0, 1), c.output))[0]
		if w := r.width(); w < c.width || w > 1.4*c.width || r.lo >= 0 || r.hi < 1 {
			t.Errorf("outputs from %v to %v: the scale goes from %v to %v", c.output.Lo, c.output.Hi, r.lo, r.hi)
		}
	}
}

// The scale holds still while values flicker, follows them when they grow or
// shrink, and does not remember an earlier run.
func TestScaleHoldsStill(t *testing.T) {
	at := func(step uint32, hi float32) *wire.Snapshot { return active(step, even(0, hi), even(0, 0.1)) }
	paused := at(4, 1.12)
	paused.Running = false
	r := spreadsOf(at(1, 1), at(2, 1.12), at(3, 0.9), at(4, 3), at(5, 2), at(6, 1), at(3, 0.9), paused)
	switch {
	case r[1] != r[0] || r[2] != r[0]:
		t.Errorf("it flickers: %v", r[:3])
	case r[3].hi < 3 || r[4] != r[3]:
		t.Errorf("values up to 3, then 2: %v", r[3:5])
	case r[5].hi > 1.4:
		t.Errorf("values up to 1 after 3: %v", r[5])
	case r[6] == r[5]:
		t.Errorf("a new run has the old one's scale: %v", r[6])
	case r[7] != spreadsOf(paused)[0]:
		t.Errorf("paused: %v depends on what came before", r[7])
	}
}

// Networks without a value on any scale have one.
func TestScaleOfNothing(t *testing.T) {
	dead := wire.Histogram{Lo: -0.5, Hi: 0.5, Zeros: 1, Shares: make64(0)}
	want, _ := span{0, 1}.rounded(headroom)
	for _, r := range spreadsOf(active(1, dead, dead), active(1, wire.Histogram{}, wire.Histogram{}), &wire.Snapshot{Lanes: []wire.Lane{{Label: text.Verbatim("lane")}}}) {
		if r != want {
			t.Errorf("from %v to %v", r.lo, r.hi)
		}
	}
}

// Where the heat map has a column on either side of 0, none is of both signs.
func TestZeroLiesBetweenTwoParts(t *testing.T) {
	for _, r := range []span{{-0.3, 1}, {-7, 0.01}, {0, 3}, {-1e-6, 1e6}} {
		out, parts := r.rounded(headroom)
		at := float64(out.at(0)) * float64(parts)
		if !out.contains(r) || parts < 10 || parts > 50 || math.Abs(at-math.Round(at)) > 1e-3 {
			t.Errorf("%v became %v in %d parts, 0 at part %v", r, out, parts, at)
		}
	}
}

// Activations of any size that float32 has are drawn and counted.
func TestScaleOfExtremeActivations(t *testing.T) {
	for _, h := range []wire.Histogram{
		even(-math.MaxFloat32, math.MaxFloat32), even(-1e-45, 1e-45), even(0, 1e-40), even(math.MaxFloat32/2, math.MaxFloat32), even(1e30, 1.0001e30),
	} {
		snap := active(1, h, even(0, 1))
		snap.View = wire.ViewHistograms
		s := laidOut(snap, 815, 600)
		p := &s.panels[0][0]
		low, high := p.off(&h)
		sum := low + high
		for _, share := range p.rebin(&h, nil, p.parts) {
			sum += share
		}
		if r := p.scale; !(r.lo < r.hi) || r.hi > math.MaxFloat32 || p.parts < 1 || math.Abs(float64(sum)-1) > 0.01 {
			t.Errorf("%v to %v: a scale from %v to %v of %d parts shows %v", h.Lo, h.Hi, r.lo, r.hi, p.parts, sum)
		}
	}
}
