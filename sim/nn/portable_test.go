package nn

import (
	"math"
	"testing"
)

// ulps is how far exp and log may be from the standard library's, relative:
// both are within one unit in the last place of the truth.
const ulps = 2 * 0x1p-52

func TestExpAndLogAreTheStandardOnes(t *testing.T) {
	for i := -70000; i <= 70000; i++ {
		x := float64(i)*0.01 + 1e-4
		if got, want := exp(x), math.Exp(x); !(math.Abs(got-want) <= ulps*want) {
			t.Fatalf("exp(%v) = %v, want %v", x, got, want)
		}
		y := math.Exp(x)
		if got, want := log(y), math.Log(y); !(math.Abs(got-want) <= ulps*math.Abs(want)) {
			t.Fatalf("log(%v) = %v, want %v", y, got, want)
		}
	}
}

func TestExpAtTheEnds(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 709.7, 709.8, 711, 1e300, -745, -746, -1e300, math.Inf(1), math.Inf(-1), 1e-300} {
		if got, want := exp(x), math.Exp(x); got != want && !(math.Abs(got-want) <= ulps*want) {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
	}
	if !math.IsNaN(exp(math.NaN())) {
		t.Error("exp(NaN) is a number")
	}
}

// quantileError is about what Wichura states for PPND7.
const quantileError = 1.5e-7

func TestNormalQuantile(t *testing.T) {
	for _, p := range []float64{0x1p-33, 1e-9, 1e-7, 1e-4, 0.01, 0.0749, 0.0751, 0.2, 0.5, 0.7, 0.9249, 0.9251, 0.999, 1 - 1e-9} {
		want := -math.Sqrt2 * math.Erfcinv(2*p)
		if got := normalQuantile(p); math.Abs(got-want) > quantileError*math.Max(math.Abs(want), 1) {
			t.Errorf("quantile(%v) = %v, want %v", p, got, want)
		}
	}
}
