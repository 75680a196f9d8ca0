package cpu

import (
	"math"
	"testing"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// logits reach far beyond where e^u overflows a float32.
var logits = []float32{0, 0.3, -0.7, 5, -5, 20, -20, 90, -90, 5000, -5000}

// The logistic loss of any finite logit is finite, and so is its gradient: a
// wrong answer with a logit of 5000 costs 5000.
func TestBCE(t *testing.T) {
	for _, u := range logits {
		for _, y := range []float32{0, 1} {
			d := []float32{0}
			got := bce([]float32{u}, []float32{y}, d)
			sign := float64(1 - 2*y) // loss is log(1+e^(sign·u))
			x := sign * float64(u)
			want, slope := x, 1.0
			if x < 700 {
				want, slope = math.Log1p(math.Exp(x)), 1/(1+math.Exp(-x))
			}
			if !near(got, want) || !near(float64(d[0]), float64(float32(sign*slope))) {
				t.Errorf("logit %g, target %g: loss %g, gradient %g; want %g, %g", u, y, got, d[0], want, sign*slope)
			}
		}
	}
}

func TestSoftmaxCE(t *testing.T) {
	for _, u := range logits {
		out := []float32{u, 0, 0}
		d := make([]float32, 3)
		got := softmaxCE(out, []float32{0}, d, 1)
		// −log p = log(1 + 2·e^−u)
		want := math.Log1p(2 * math.Exp(-float64(u)))
		if u < -700 {
			want = math.Ln2 - float64(u)
		}
		wrong := 1 / (math.Exp(float64(u)) + 2)
		if !near(got, want) || !near(float64(d[1]), wrong) || !near(float64(d[0]), -2*wrong) {
			t.Errorf("logit %g: loss %g, gradient %v; want %g and (%g, %g, …)", u, got, d, want, -2*wrong, wrong)
		}
	}
}

// However sure the network is of the right class, wherever that stands and
// however large all logits are, its loss keeps its digits.
func TestSmallLosses(t *testing.T) {
	t.Run("float32", testSmallLosses[float32])
	t.Run("float64", testSmallLosses[float64])
}

func testSmallLosses[T stats.Real](t *testing.T) {
	for _, margin := range []T{1, 5, 20, 40, 80} {
		want := math.Log1p(2 * math.Exp(-float64(margin)))
		for class := range 3 {
			out := []T{-1000, -1000, -1000}
			out[class] += margin
			if got := softmaxCE(out, []T{T(class)}, nil, 1); !nearAs[T](got, want) {
				t.Errorf("class %d ahead by %g: loss %g, want %g", class, margin, got, want)
			}
		}
	}
	const y = 1 - 0x1p-20 // (1−y)·u + log(1+e^−u)
	for _, u := range []T{1, 10, 1000} {
		want := 0x1p-20*float64(u) + math.Log1p(math.Exp(-float64(u)))
		for _, sign := range []T{1, -1} {
			target := T(0.5) + sign*(y-0.5)
			if got := bce([]T{sign * u}, []T{target}, nil); !nearAs[T](got, want) {
				t.Errorf("logit %g, target %g: loss %g, want %g", sign*u, target, got, want)
			}
		}
	}
}

func TestMSE(t *testing.T) {
	d := make([]float32, 4)
	got := mse([]float32{1, 2, 3, 4}, []float32{1, 0, 3, 8}, d)
	if got != 5 {
		t.Errorf("loss %g, want (0+4+0+16)/4", got)
	}
	for i, want := range []float32{0, 1, 0, -2} {
		if d[i] != want {
			t.Errorf("gradient %v, want 2·(a−y)/4", d)
			break
		}
	}
}

func TestEveryLossPassesNaNOn(t *testing.T) {
	nan := float32(math.NaN())
	for _, l := range []nn.Loss{nn.MSE, nn.BCE, nn.SoftmaxCE} {
		y := []float32{0, 0, 0}[:l.Targets(3)]
		if c := evaluate(l, []float32{1, 2, 3}, y, nil, 1); !num.Finite(c) {
			t.Errorf("%s is %g", l, c)
		}
		if c := evaluate(l, []float32{1, nan, 2}, y, nil, 1); !math.IsNaN(c) {
			t.Errorf("%s of a NaN is %g", l, c)
		}
	}
}
