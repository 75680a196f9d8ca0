package nn

import (
	"math"
	"testing"
)

// MaxD is what saturation is measured against: it must be the supremum of |φ′|.
func TestMaxD(t *testing.T) {
	for _, a := range Activations {
		largest := math.Abs(a.D(-1e-9, 0.01)) // SELU's supremum is the limit at 0
		for u := -20.0; u <= 20; u += 1e-3 {
			largest = math.Max(largest, math.Abs(a.D(u, 0.01)))
		}
		if math.Abs(largest/a.MaxD-1) > 1e-4 {
			t.Errorf("%s: |φ′| reaches %v, the table says %v", a.Name, largest, a.MaxD)
		}
	}
}

// Far out, φ and φ′ must be finite or grow as u does, never NaN.
func TestActivationsFarOut(t *testing.T) {
	for _, a := range Activations {
		for _, u := range []float64{-1e300, -1e4, -750, -40, 40, 750, 1e4, 1e300} {
			f, d := a.F(u, 0.01), a.D(u, 0.01)
			if !(math.Abs(f) <= 1.1*math.Max(math.Abs(u), 2)) || !(math.Abs(d) <= a.MaxD*1.0001) {
				t.Errorf("%s at %v: φ = %v, φ′ = %v", a.Name, u, f, d)
			}
		}
	}
}

// A NaN must come out as NaN: a diverged layer is found by it.
func TestActivationsKeepNaN(t *testing.T) {
	for _, a := range Activations {
		if f := a.F(math.NaN(), 0.01); !math.IsNaN(f) {
			t.Errorf("%s of NaN = %v", a.Name, f)
		}
	}
}
