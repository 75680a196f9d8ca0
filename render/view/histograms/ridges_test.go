package histograms

import (
	"math"
	"slices"
	"testing"

	"backflow/render/draw"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// unitPanel has a scale from 0 to 1, as wide in pixels.
func unitPanel(width float32) *panel {
	return &panel{Box: draw.BoxAt(0, 0, width, 100), scale: span{0, 1}, rows: 1}
}

// However wide its own bins are, a histogram keeps its place and its area.
func TestRebinKeepsPlaceAndArea(t *testing.T) {
	p, n := unitPanel(224), 56
	for _, h := range []wire.Histogram{
		{Lo: 0, Hi: 1, Shares: []float32{0.5, 0.5}},
		{Lo: 0.5, Hi: 0.5001, Shares: []float32{0.2, 0.8}},
		{Lo: 0.25, Hi: 0.75, Shares: make64(1.0 / 64)},
	} {
		bins := p.rebin(&h, nil, n)
		sum, mean := float32(0), float32(0)
		for i, share := range bins {
			sum += share
			mean += share * (float32(i) + 0.5) / float32(n)
		}
		if math.Abs(float64(sum-1)) > 1e-3 || math.Abs(float64(mean-(h.Lo+h.Hi)/2)) > 0.01 {
			t.Errorf("%v–%v: area %v, mean %v", h.Lo, h.Hi, sum, mean)
		}
	}
	if most := slices.Max(p.rebin(&wire.Histogram{Lo: 2, Hi: 3, Shares: []float32{1}}, nil, n)); most != 0 {
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

// An outline spans what is there and peaks where most is, however narrow that is
// on the screen.
func TestOutlineSpansWhatIsThere(t *testing.T) {
	for _, c := range []struct {
		h              wire.Histogram
		from, to, peak float32
	}{
		{wire.Histogram{Lo: 0, Hi: 1, Shares: []float32{0, 0.25, 0.5, 0.25, 0}}, 0.2, 0.8, 0.5},
		{wire.Histogram{Lo: 0, Hi: 0.5, Shares: []float32{0.9, 0, 0, 0, 0.1}}, 0, 0.5, 0.05},
		{wire.Histogram{Lo: 0.5, Hi: 0.5 + 1e-6, Shares: make64(1.0 / 64)}, 0.5 - highPiece/400., 0.5 + highPiece/400., 0.5},
	} {
		points, most := new(histograms).outline(unitPanel(200), &c.h)
		at := float32(-1)
		for i, q := range points {
			if q.share == most {
				at = q.t
			}
			if i > 0 && q.t < points[i-1].t {
				t.Errorf("%v: it turns back at %v", c.h, q.t)
			}
		}
		first, last := points[0], points[len(points)-1]
		if first.share != 0 || last.share != 0 {
			t.Errorf("%v: it ends at %v and %v, above its base", c.h, first, last)
		}
		for what, pair := range map[string][2]float32{"begins": {first.t, c.from}, "ends": {last.t, c.to}, "peaks": {at, c.peak}} {
			if math.Abs(float64(pair[0]-pair[1])) > 1e-4 {
				t.Errorf("%v: it %s at %v, want %v", c.h, what, pair[0], pair[1])
			}
		}
	}
}

// What is off the scale is counted, in part where it lies across its end.
func TestOffTheScaleIsCounted(t *testing.T) {
	p := unitPanel(200)
	low, high := p.off(&wire.Histogram{Lo: -1, Hi: 3, Shares: []float32{0.1, 0.4, 0.3, 0.2}})
	if math.Abs(float64(low-0.1)) > 1e-6 || math.Abs(float64(high-0.5)) > 1e-6 {
		t.Errorf("%v below and %v above, want 0.1 and 0.5", low, high)
	}
	if low, _ := p.off(&wire.Histogram{Lo: -0.25, Hi: 0.75, Shares: []float32{1}}); low != 0.25 {
		t.Errorf("%v of a bin a quarter below", low)
	}
}

// Zeros stand apart, as wide as their share.
func TestZerosStandApart(t *testing.T) {
	snap := viewtest.Sample(3, 4, 1)
	snap.View = wire.ViewHistograms
	count := func() (n int) {
		s := laidOut(snap, 815, 600)
		for _, shape := range s.Back {
			if shape.Kind == draw.Rect && shape.Color == s.Theme.Nothing && shape.X2 == 0.25*(zeroSlot-4) {
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

// Every layer shows, be there ten or a hundred: as a ridge of its own with its
// foot in its row, or as a line of a heat map.
func TestEveryLayerShows(t *testing.T) {
	for _, c := range []struct{ depth, lanes, ridges, lines int }{{10, 3, 11, 0}, {30, 3, 31, 0}, {100, 3, 0, 101}, {100, 1, 101, 0}} {
		snap := viewtest.Sample(c.depth, 4, []float64{1, 1, 1}[:c.lanes]...)
		snap.View = wire.ViewHistograms
		s := laidOut(snap, 815, 732)
		feet := map[float32]bool{}
		for _, shape := range s.Back {
			if shape.Kind == draw.Area {
				feet[shape.R] = true
			}
		}
		lines := 0
		for _, r := range s.Rasters {
			lines = r.Rows
		}
		if len(feet) != c.ridges*c.lanes || lines != c.lines {
			t.Errorf("%d layers in %d lanes: %d ridges and %d lines in all", c.depth, c.lanes, len(feet), lines)
		}
	}
}
