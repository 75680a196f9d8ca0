package cpu

import (
	"math"
	"testing"

	"backflow/sim/nn"
)

// ulps bounds the error of an elementary function in units of the last place
// of a float32, 2⁻²⁴ of the value.
const ulps = 3

func near(got, want float64) bool {
	return math.Abs(got-want) <= ulps*0x1p-24*math.Abs(want)+0x1p-149
}

func TestExp(t *testing.T) {
	for x := -120.0; x <= 0; x += 0.00317 {
		if got, want := expNeg(x), math.Exp(x); !near(got, want) {
			t.Fatalf("expNeg(%g) = %g, want %g", x, got, want)
		}
		s, p := expParts(x)
		if got, want := s*p+(s-1), math.Expm1(x); !near(got, want) {
			t.Fatalf("expm1(%g) = %g, want %g", x, got, want)
		}
	}
	for _, x := range []float64{-1e-30, -1e-9, -1e-3} {
		s, p := expParts(x)
		if got, want := s*p+(s-1), math.Expm1(x); !near(got, want) {
			t.Errorf("expm1(%g) = %g, want %g", x, got, want)
		}
	}
	if got := expNeg(math.Inf(-1)); float32(got) != 0 {
		t.Errorf("expNeg(-Inf) = %g as float32, want 0", got)
	}
	if got := expNeg(math.NaN()); !math.IsNaN(got) {
		t.Errorf("expNeg(NaN) = %g", got)
	}
}

func TestLog(t *testing.T) {
	for e := -300.0; e < 300; e += 0.37 {
		x := math.Pow(10, e)
		if got, want := log(x), math.Log(x); !near(got, want) {
			t.Fatalf("log(%g) = %g, want %g", x, got, want)
		}
	}
	for x := 1.0; x > 1e-300; x *= 0.83 {
		if got, want := log1p(x), math.Log1p(x); !near(got, want) {
			t.Fatalf("log1p(%g) = %g, want %g", x, got, want)
		}
	}
	if got := log(1); got != 0 {
		t.Errorf("log(1) = %g", got)
	}
}

func TestNormal(t *testing.T) {
	for u := -14.0; u <= 14; u += 0.0037 {
		cdf, density := normal(u)
		if want := math.Erfc(-u/math.Sqrt2) / 2; !near(cdf, want) {
			t.Fatalf("Φ(%g) = %g, want %g", u, cdf, want)
		}
		if want := math.Exp(-u*u/2) / math.Sqrt(2*math.Pi); !near(density, want) {
			t.Fatalf("density(%g) = %g, want %g", u, density, want)
		}
	}
}

func TestPower(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 1000, 123457} {
		if got, want := power(0.999, n), math.Pow(0.999, float64(n)); !near(got, want) {
			t.Errorf("0.999^%d = %g, want %g", n, got, want)
		}
	}
}

// Every row of nn.Activations has its kernel, and kernel and row agree, at the
// kink, in both tails and between.
func TestActivationsMatchTheTable(t *testing.T) {
	z := activationPoints()
	a, d := make([]float32, len(z)), make([]float32, len(z))
	const slope = float32(0.125) // exact in float64 too
	for _, row := range nn.Activations {
		kernel := activationOf(row.Name)
		if kernel == nil {
			t.Errorf("%s has no kernel", row.Name)
			continue
		}
		kernel(z, a, d, slope)
		for i, u := range z {
			wantA, wantD := row.F(float64(u), float64(slope)), row.D(float64(u), float64(slope))
			// A derivative that crosses zero is only as exact as its terms.
			if !near(float64(a[i]), wantA) || !(near(float64(d[i]), wantD) || math.Abs(float64(d[i])-wantD) < 2e-7*math.Min(1, math.Abs(float64(u)))) {
				t.Errorf("%s(%g) = %g, derivative %g; want %g and %g", row.Name, u, a[i], d[i], wantA, wantD)
				break
			}
		}
	}
	if activationOf("no such thing") != nil {
		t.Error("an unknown name has a kernel")
	}
}

func activationPoints() []float32 {
	z := []float32{0, 1e-30, -1e-30, 1e-6, -1e-6, 60, -60, 88, -88}
	for u := float32(-18); u <= 18; u += 0.0137 {
		z = append(z, u)
	}
	return z
}

func TestActivationsPassNaNOn(t *testing.T) {
	nan := []float32{float32(math.NaN())}
	for _, row := range nn.Activations {
		a, d := []float32{0}, []float32{0}
		activationOf(row.Name)(nan, a, d, 0)
		if a[0] == a[0] {
			t.Errorf("%s(NaN) = %g", row.Name, a[0])
		}
	}
}
