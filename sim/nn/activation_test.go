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

// Values of the papers' own formulas, computed apart from the code under test
// to the digits shown.
func TestActivationValues(t *testing.T) {
	for name, want := range map[string][2]float64{ // at −1 and 2
		"sigmoid":  {0.26894142136999512, 0.88079707797788243},
		"tanh":     {-0.76159415595576489, 0.96402758007581688},
		"relu":     {0, 2},
		"leaky":    {-0.25, 2},
		"noisy":    {0, 2},
		"elu":      {-0.63212055882855768, 2},
		"selu":     {-1.1113307378125627, 2.1014019747109610},
		"gelu":     {-0.15865525393145705, 1.9544997361036416},
		"silu":     {-0.26894142136999512, 1.7615941559557649},
		"softplus": {0.31326168751822286, 2.1269280110429727},
		"softsign": {-0.5, 0.66666666666666663},
		"linear":   {-1, 2},
	} {
		a, ok := ActivationByName(name)
		if !ok {
			t.Errorf("%s is not in the table", name)
			continue
		}
		wantValues(t, name, []float64{a.F(-1, 0.25), a.F(2, 0.25)}, want[:])
	}
}

// The tails of the derivatives keep their digits: this is where gradients
// vanish, and what the page is about.
func TestDerivativeTails(t *testing.T) {
	for name, want := range map[string]float64{ // φ′(−30)
		"sigmoid":  9.3576229688392989e-14,
		"tanh":     3.5026043050786081e-26,
		"elu":      9.3576229688401746e-14,
		"softplus": 9.3576229688392989e-14,
		"silu":     -2.7137106609631340e-12,
		"softsign": 1.0 / 961,
	} {
		a, _ := ActivationByName(name)
		if got := a.D(-30, 0); math.Abs(got/want-1) > 1e-10 {
			t.Errorf("%s: φ′(−30) = %v, want %v", name, got, want)
		}
	}
}
