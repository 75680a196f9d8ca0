package conformance

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/backend/stats"
)

// comparer reports where numbers of the backend under test leave those of the
// reference by more than tol.
type comparer struct {
	t     *testing.T
	tol   float64
	floor float64 // absolute error that is always allowed
}

// tensor compares value by value, with the tensor's RMS as the scale.
func (c comparer) tensor(name string, got, want []float32) {
	c.t.Helper()
	if len(got) != len(want) {
		c.t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	bound := c.tol*rms(want) + c.floor
	worst, at := 0.0, 0
	for i := range want {
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if !(d <= worst) { // also where d is NaN
			worst, at = d, i
		}
	}
	if !(worst <= bound) {
		c.t.Errorf("%s[%d] = %g, want %g: off by %.2g of the tensor's RMS %.3g, allowed %.2g",
			name, at, got[at], want[at], worst/rms(want), rms(want), c.tol)
	}
}

// tensors compares lists of tensors.
func (c comparer) tensors(name string, got, want [][]float32) {
	c.t.Helper()
	if len(got) != len(want) {
		c.t.Errorf("%s: %d tensors, want %d", name, len(got), len(want))
		return
	}
	for i := range want {
		c.tensor(fmt.Sprintf("%s[%d]", name, i), got[i], want[i])
	}
}

// number compares two figures with the given scale; NaN equals NaN.
func (c comparer) number(name string, got, want, scale float64) {
	c.t.Helper()
	if math.IsNaN(got) && math.IsNaN(want) || got == want {
		return
	}
	if !(math.Abs(got-want) <= c.tol*math.Abs(scale)+c.floor) {
		c.t.Errorf("%s = %g, want %g within %.2g of %.3g", name, got, want, c.tol, scale)
	}
}

// relative compares two figures with the expected one as the scale.
func (c comparer) relative(name string, got, want float64) {
	c.t.Helper()
	c.number(name, got, want, want)
}

// shareTolerance is for shares, which are counts over a total: they agree but
// for the rounding of a float32 quotient.
const shareTolerance = 1e-6

func (c comparer) share(name string, got, want float64) {
	c.t.Helper()
	if !(math.Abs(got-want) <= shareTolerance) {
		c.t.Errorf("%s = %g, want %g", name, got, want)
	}
}

// misplacedShare is the share of a histogram's values that may stand in a
// neighbouring bin, because they lie on its border but for rounding.
const misplacedShare = 0.02

// narrowest is the range of a histogram, as a share of its values, from which
// on a float32 backend can be held to its bins: the outputs of a deep sigmoid
// net differ from each other in their fifth digit only.
const narrowest = 1e-3

func (c comparer) histogram(name string, got, want *stats.Histogram) {
	c.t.Helper()
	if got == nil || want == nil {
		if got != want {
			c.t.Errorf("%s: one is nil: got %v, want %v", name, got, want)
		}
		return
	}
	size := math.Max(math.Abs(want.Lo), math.Abs(want.Hi))
	c.number(name+".Lo", got.Lo, want.Lo, size)
	c.number(name+".Hi", got.Hi, want.Hi, size)
	if want.Hi-want.Lo < narrowest*size {
		return // its bins tell rounding errors apart
	}
	moved, total := 0.0, float64(want.Zeros)
	for i := range want.Counts {
		moved += math.Abs(float64(got.Counts[i])-float64(want.Counts[i])) / 2
		total += float64(want.Counts[i])
	}
	if allowed := math.Max(1, misplacedShare*total); moved > allowed {
		c.t.Errorf("%s: %g of %g values stand in another bin, allowed %g", name, moved, total, allowed)
	}
	if got.Zeros != want.Zeros {
		c.t.Errorf("%s.Zeros = %d, want %d", name, got.Zeros, want.Zeros)
	}
}

func rms(xs []float32) float64 {
	if len(xs) == 0 {
		return 0
	}
	sum := 0.0
	for _, x := range xs {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum / float64(len(xs)))
}

func maxRMS(tensors [][]float32) float64 {
	largest := 0.0
	for _, x := range tensors {
		largest = math.Max(largest, rms(x))
	}
	return largest
}

// sameBits reports whether two lists of tensors are equal bit by bit.
func sameBits(a, b [][]float32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return false
		}
		for j := range a[i] {
			if math.Float32bits(a[i][j]) != math.Float32bits(b[i][j]) {
				return false
			}
		}
	}
	return true
}
