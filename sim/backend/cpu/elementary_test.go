package cpu

import (
	"math"
	"testing"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// ulps bounds the error of an elementary function in units of the last place
// of a float32, 2⁻²⁴ of the value; wideError does for float64, as a share of it.
const (
	ulps      = 3
	wideError = 5e-14
)

func near(got, want float64) bool { return nearAs[float32](got, want) }

// nearAs is near for what T can show.
func nearAs[T stats.Real](got, want float64) bool {
	if wide[T]() {
		return math.Abs(got-want) <= wideError*math.Abs(want)+1e-300
	}
	return math.Abs(got-want) <= ulps*0x1p-24*math.Abs(want)+nn.SmallestNormal // below which numbers are 0
}

func TestWide(t *testing.T) {
	if wide[float32]() || !wide[float64]() {
		t.Errorf("wide is %t of float32 and %t of float64", wide[float32](), wide[float64]())
	}
}

func TestElementaryFunctions(t *testing.T) {
	t.Run("float32", testElementary[float32])
	t.Run("float64", testElementary[float64])
}

func testElementary[T stats.Real](t *testing.T) {
	t.Run("exp", testExp[T])
	t.Run("log", testLog[T])
	t.Run("normal", testNormal[T])
}

func testExp[T stats.Real](t *testing.T) {
	for x := -120.0; x <= 0; x += 0.00317 {
		if got, want := expNeg[T](x), math.Exp(x); !nearAs[T](got, want) {
			t.Fatalf("expNeg(%g) = %g, want %g", x, got, want)
		}
		s, p := expParts[T](x)
		if got, want := s*p+(s-1), math.Expm1(x); !nearAs[T](got, want) {
			t.Fatalf("expm1(%g) = %g, want %g", x, got, want)
		}
	}
	for _, x := range []float64{-1e-30, -1e-9, -1e-3} {
		s, p := expParts[T](x)
		if got, want := s*p+(s-1), math.Expm1(x); !nearAs[T](got, want) {
			t.Errorf("expm1(%g) = %g, want %g", x, got, want)
		}
	}
	if got := expNeg[T](math.Inf(-1)); got > 1e-300 {
		t.Errorf("expNeg(-Inf) = %g, want next to 0", got)
	}
	if got := expNeg[T](math.NaN()); !math.IsNaN(got) {
		t.Errorf("expNeg(NaN) = %g", got)
	}
}

func testLog[T stats.Real](t *testing.T) {
	for e := -300.0; e < 300; e += 0.37 {
		x := math.Pow(10, e)
		if got, want := log[T](x), math.Log(x); !nearAs[T](got, want) {
			t.Fatalf("log(%g) = %g, want %g", x, got, want)
		}
	}
	for x := 1.0; x > 1e-300; x *= 0.83 {
		if got, want := log1p[T](x), math.Log1p(x); !nearAs[T](got, want) {
			t.Fatalf("log1p(%g) = %g, want %g", x, got, want)
		}
	}
	if got := log[T](1); got != 0 {
		t.Errorf("log(1) = %g", got)
	}
}

func testNormal[T stats.Real](t *testing.T) {
	for u := -14.0; u <= 14; u += 0.0037 {
		cdf, density := normal[T](u)
		if want := math.Erfc(-u/math.Sqrt2) / 2; !nearAs[T](cdf, want) {
			t.Fatalf("Φ(%g) = %g, want %g", u, cdf, want)
		}
		if want := math.Exp(-u*u/2) / math.Sqrt(2*math.Pi); !nearAs[T](density, want) {
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
	t.Run("float32", testActivations[float32])
	t.Run("float64", testActivations[float64])
}

func testActivations[T stats.Real](t *testing.T) {
	z := activationPoints[T]()
	a, d := make([]T, len(z)), make([]T, len(z))
	const slope = 0.125 // exact in float32
	crossing := 2e-7    // a derivative that crosses zero is only as exact as its terms
	if wide[T]() {
		crossing = 1e-15
	}
	for _, row := range nn.Activations {
		activate(row.Name, z, a, d, slope)
		for i, x := range z {
			u := float64(x)
			wantA, wantD := row.F(u, slope), row.D(u, slope)
			if !nearAs[T](float64(a[i]), wantA) || !(nearAs[T](float64(d[i]), wantD) || math.Abs(float64(d[i])-wantD) < crossing*math.Min(1, math.Abs(u))) {
				t.Errorf("%s(%g) = %g, derivative %g; want %g and %g", row.Name, u, a[i], d[i], wantA, wantD)
				break
			}
		}
	}
}

func activationPoints[T stats.Real]() []T {
	z := []T{0, 1e-30, -1e-30, 1e-6, -1e-6, 60, -60, 88, -88}
	for u := T(-18); u <= 18; u += 0.0137 {
		z = append(z, u)
	}
	return z
}

func TestActivationsPassNaNOn(t *testing.T) {
	nan := []float32{float32(math.NaN())}
	for _, row := range nn.Activations {
		a, d := []float32{0}, []float32{0}
		activate(row.Name, nan, a, d, 0)
		if a[0] == a[0] {
			t.Errorf("%s(NaN) = %g", row.Name, a[0])
		}
	}
}
