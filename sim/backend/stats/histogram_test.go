package stats

import (
	"math"
	"testing"
)

func TestHistograms(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	h := LinearHistogram([]float32{0, 1, 64, 63.5, 31, nan, inf})
	wantNumber(t, "Lo", h.Lo, 0)
	wantNumber(t, "Hi", h.Hi, 64)
	for bin, want := range map[int]uint32{0: 0, 1: 1, 31: 1, 63: 3} { // the infinity in the last
		if h.Counts[bin] != want {
			t.Errorf("linear bin %d holds %d, want %d", bin, h.Counts[bin], want)
		}
	}
	if h.Zeros != 1 {
		t.Errorf("%d zeros counted apart, want 1", h.Zeros)
	}
	if h := LinearHistogram([]float32{7, 7}); h.Lo != 6.5 || h.Hi != 7.5 || h.Counts[32] != 2 {
		t.Errorf("of equal values: %+v", h)
	}

	l := LogHistogram([]float64{0, 0, 1, -1, 1e-38, 1e-60, 1e30})
	if l.Zeros != 2 || l.Lo != LogLo || l.Hi != LogLo+HistogramBins*LogStep {
		t.Errorf("zeros %d, from %v to %v", l.Zeros, l.Lo, l.Hi)
	}
	// 10⁰ lies 38/0.75 = 50.7 bins from the lower end.
	for bin, want := range map[int]uint32{50: 2, 0: 2, 63: 1} {
		if l.Counts[bin] != want {
			t.Errorf("log bin %d holds %d, want %d", bin, l.Counts[bin], want)
		}
	}
}

// Values so large that a half beside them is nothing still have a bar to stand in.
func TestHistogramOfHugeEqualValues(t *testing.T) {
	for _, x := range []float32{1e30, -1e30, math.MaxFloat32} {
		if h := LinearHistogram([]float32{x, x}); h.Counts[HistogramBins/2] != 2 || !(h.Lo < h.Hi) {
			t.Errorf("of %g twice: %+v", x, h)
		}
	}
	if h := NewLinearHistogram(math.Inf(1), math.Inf(-1)); h.Lo != -0.5 || h.Hi != 0.5 {
		t.Errorf("of nothing: from %g to %g", h.Lo, h.Hi)
	}
}

// A value is in the bin of the last edge that it is not below.
func TestLogEdges(t *testing.T) {
	edges := LogEdges()
	for bin, edge := range edges {
		h := LogHistogram([]float32{edge})
		if h.Counts[bin] != 1 {
			t.Errorf("bin %d: its smallest value %g is not in it", bin, edge)
		}
		below := math.Nextafter32(edge, 0)
		if bin > 0 && LogHistogram([]float32{below}).Counts[bin-1] != 1 {
			t.Errorf("bin %d: %g, just below its smallest value, is not in the bin before", bin, below)
		}
	}
	if edges[0] != math.SmallestNonzeroFloat32 {
		t.Errorf("the first bin begins at %g", edges[0])
	}
}
