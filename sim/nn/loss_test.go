package nn

import (
	"math"
	"testing"
)

// However sure the network is of the right class, wherever that stands and
// however large all logits are, loss and gradient keep their digits.
func TestSmallSoftmaxLosses(t *testing.T) {
	for _, margin := range []float64{1, 5, 20, 40, 80, 300} {
		e := math.Exp(-margin)
		want, wrong := math.Log1p(2*e), e/(1+2*e)
		for class := range 3 {
			z := []float64{-1e8, -1e8, -1e8}
			z[class] += margin
			c, d := SoftmaxCE.Eval(z, []float64{float64(class)}, 3)
			if !within(c, want, 1e-15) {
				t.Errorf("class %d ahead by %g: loss %g, want %g", class, margin, c, want)
			}
			for k := range d {
				slope := wrong
				if k == class {
					slope = -2 * wrong
				}
				if !within(d[k], slope, 1e-14) {
					t.Errorf("class %d ahead by %g: gradient %g of class %d, want %g", class, margin, d[k], k, slope)
				}
			}
		}
	}
}

// A target of nearly 1 leaves (1−y)·u of a large logit, and one of 1 leaves
// log(1+e^−u).
func TestSmallLogisticLosses(t *testing.T) {
	for _, u := range []float64{1, 30, 100, 600} {
		for _, miss := range []float64{0, 0x1p-40, 0x1p-3} {
			want := miss*u + math.Log1p(math.Exp(-u))
			slope := miss - math.Exp(-u)/(1+math.Exp(-u)) // at −u, y = miss: (σ(−u) − y), negated
			for _, side := range []struct{ u, y, slope float64 }{{u, 1 - miss, slope}, {-u, miss, -slope}} {
				c, d := BCE.Eval([]float64{side.u}, []float64{side.y}, 1)
				if !within(c, want, 1e-15) || !within(d[0], side.slope, 1e-13) {
					t.Errorf("logit %g, target %g: loss %g, gradient %g; want %g, %g", side.u, side.y, c, d[0], want, side.slope)
				}
			}
		}
	}
}

// within compares by a relative error.
func within(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*math.Abs(want)
}
