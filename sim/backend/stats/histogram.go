package stats

import (
	"math"
	"sort"

	"backflow/sim/num"
)

// HistogramBins is the number of bins of every histogram.
const HistogramBins = 64

// Log histograms cover 10^LogLo … 10^(LogLo+64·LogStep): from below the
// smallest normal float32 to far above anything that trains.
const (
	LogLo   = -38.0
	LogStep = 0.75
)

// Histogram counts values in HistogramBins equal bins from Lo to Hi. Values
// outside fall into the first or last bin.
type Histogram struct {
	Lo, Hi float64
	Counts [HistogramBins]uint32
	Zeros  uint32 // exact zeros, which are in no bin
}

// LinearHistogram counts xs in equal bins from the smallest to the largest
// finite one, exact zeros apart.
func LinearHistogram[T Real](xs []T) *Histogram {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, x := range xs {
		if num.Finite(float64(x)) {
			lo, hi = min(lo, float64(x)), max(hi, float64(x))
		}
	}
	h := NewLinearHistogram(lo, hi)
	for _, x := range xs {
		if x == 0 {
			h.Zeros++
			continue
		}
		h.count(float64(x))
	}
	return h
}

// NewLinearHistogram is the empty histogram of values between the extremes lo
// and hi. Where all values are equal the one bar gets some width, and where lo
// exceeds hi there are none.
func NewLinearHistogram(lo, hi float64) *Histogram {
	if lo > hi {
		lo, hi = 0, 0
	}
	if lo == hi {
		half := max(0.5, 0x1p-20*math.Abs(lo)) // beside 1e30 a half is nothing
		lo, hi = lo-half, hi+half
	}
	return &Histogram{Lo: lo, Hi: hi}
}

// LogHistogram counts log10|x| in the bins that all log histograms share.
func LogHistogram[T Real](xs []T) *Histogram {
	h := NewLogHistogram()
	for _, x := range xs {
		if x == 0 {
			h.Zeros++
			continue
		}
		h.count(math.Log10(math.Abs(float64(x))))
	}
	return h
}

// NewLogHistogram is the empty histogram of log10|x|.
func NewLogHistogram() *Histogram {
	return &Histogram{Lo: LogLo, Hi: LogLo + HistogramBins*LogStep}
}

// LogEdges returns the smallest positive float32 of each bin of a log
// histogram, for a backend that has no float64 to take logarithms in: by
// comparing with these it comes to the very same bins.
func LogEdges() (edges [HistogramBins]float32) {
	const infinity = 0x7f800000
	h := NewLogHistogram()
	for bin := range edges {
		bits := sort.Search(infinity, func(b int) bool {
			return b > 0 && h.bin(math.Log10(float64(math.Float32frombits(uint32(b))))) >= bin
		})
		edges[bin] = math.Float32frombits(uint32(bits))
	}
	return edges
}

// count adds x to its bin, or to the nearest; NaN has none.
func (h *Histogram) count(x float64) {
	if !math.IsNaN(x) {
		h.Counts[h.bin(x)]++
	}
}

// bin is the bin of an x that is not NaN.
func (h *Histogram) bin(x float64) int {
	place := (x - h.Lo) / (h.Hi - h.Lo) * HistogramBins
	return int(min(max(place, 0), HistogramBins-1))
}
