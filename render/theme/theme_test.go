package theme

import (
	"math"
	"testing"
)

var themes = []*Theme{Dark, Light}

// Text needs 4.5:1 (WCAG 2.2, 1.4.3), marks and lines that carry meaning 3:1
// (1.4.11).
func TestContrast(t *testing.T) {
	for _, th := range themes {
		for _, back := range []Color{th.Background, th.Panel} {
			for name, c := range map[string]Color{"text": th.Text, "muted": th.Muted, "alarm": th.Alarm} {
				if got := Contrast(c, back); got < 4.5 {
					t.Errorf("%s: %s has contrast %.2f, want 4.5", th.Name, name, got)
				}
			}
			marks := map[string]Color{
				"measured": th.Measured, "theory": th.Theory, "negative": th.Negative, "positive": th.Positive,
				"most negative": th.Signed.At(0), "most positive": th.Signed.At(1), "largest gradient": th.Magnitude.At(1),
			}
			for name, c := range marks {
				if got := Contrast(c, back); got < 3 {
					t.Errorf("%s: %s has contrast %.2f, want 3", th.Name, name, got)
				}
			}
		}
	}
}

// More gradient must always be further from the background, in both themes.
func TestMagnitudeIsMonotone(t *testing.T) {
	for _, th := range themes {
		sign := 1.0
		if th == Light {
			sign = -1
		}
		last := math.Inf(-1)
		for i := range rampSteps {
			y := sign * th.Magnitude.table[i].lab().l
			if y <= last {
				t.Fatalf("%s: lightness turns at step %d", th.Name, i)
			}
			last = y
		}
		if c := Contrast(th.Magnitude.At(0), th.Background); c > 1.6 {
			t.Errorf("%s: the smallest gradient has contrast %.2f: it must sink into the background", th.Name, c)
		}
	}
}

// The ramp is perceptually even: no twentieth of it looks three times as far
// as the mean one.
func TestMagnitudeIsEven(t *testing.T) {
	for _, th := range themes {
		const parts = 20
		var steps [parts]float64
		sum := 0.0
		for i := range steps {
			steps[i] = distance(th.Magnitude.At(float32(i)/parts), th.Magnitude.At(float32(i+1)/parts))
			sum += steps[i]
		}
		for i, d := range steps {
			if ratio := d / (sum / parts); ratio < 0.4 || ratio > 2 {
				t.Errorf("%s: step %d is %.2f of the mean", th.Name, i, ratio)
			}
		}
	}
}

// Both signs must weigh the same: equal lightness at equal distance from 0.
func TestSignedIsBalanced(t *testing.T) {
	for _, th := range themes {
		for x := float32(0); x <= 0.5; x += 0.05 {
			below, above := th.Signed.At(0.5-x).lab().l, th.Signed.At(0.5+x).lab().l
			if math.Abs(below-above) > 0.07 {
				t.Errorf("%s: lightness %.3f at −%.2f but %.3f at +%.2f", th.Name, below, x, above, x)
			}
		}
	}
}

// The two ramps must not be mixed up, neither by normal vision nor by the
// common red–green deficiencies.
func TestRampsDiffer(t *testing.T) {
	for _, th := range themes {
		for _, see := range []func(Color) Color{normal, protan, deutan} {
			for _, end := range []float32{0, 1} {
				signed := see(th.Signed.At(end))
				for m := float32(0.3); m <= 1; m += 0.05 {
					if d := distance(signed, see(th.Magnitude.At(m))); d < 0.06 {
						t.Errorf("%s: gradient %.2f looks like activation %+.0f (distance %.3f)", th.Name, m, 2*end-1, d)
					}
				}
			}
			if d := distance(see(th.Signed.At(0)), see(th.Signed.At(1))); d < 0.2 {
				t.Errorf("%s: the signs are only %.3f apart", th.Name, d)
			}
		}
	}
}

func distance(a, b Color) float64 {
	x, y := a.lab(), b.lab()
	return math.Sqrt((x.l-y.l)*(x.l-y.l) + (x.a-y.a)*(x.a-y.a) + (x.b-y.b)*(x.b-y.b))
}

// Dichromats' colours after Viénot, Brettel & Mollon 1999, in linear RGB.
func normal(c Color) Color { return c }
func protan(c Color) Color { return dichromat(c, 0.11238, 0.88762, 0.00401, -0.00401) }
func deutan(c Color) Color { return dichromat(c, 0.29275, 0.70725, -0.02234, 0.02234) }

func dichromat(c Color, r, g, br, bg float64) Color {
	lr, lg, lb := linear(c.R), linear(c.G), linear(c.B)
	y := encoded(r*lr + g*lg)
	return Color{y, y, encoded(br*lr + bg*lg + lb), 1}
}

func TestOKLabRoundTrip(t *testing.T) {
	for _, rgb := range []uint32{0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0x123456} {
		want := Hex(rgb)
		got := want.lab().color()
		for i, d := range []float32{got.R - want.R, got.G - want.G, got.B - want.B} {
			if math.Abs(float64(d)) > 1e-3 {
				t.Errorf("%06x: part %d is off by %g", rgb, i, d)
			}
		}
	}
}

func TestRampEnds(t *testing.T) {
	r := NewRamp(Hex(0x102030), Hex(0xffffff))
	for _, x := range []float32{0, -1, float32(math.NaN())} {
		if r.At(x) != r.table[0] {
			t.Errorf("At(%g) is not the start", x)
		}
	}
	for _, x := range []float32{1, 2, float32(math.Inf(1))} {
		if r.At(x) != r.table[rampSteps-1] {
			t.Errorf("At(%g) is not the end", x)
		}
	}
}

func TestAxisPlaces(t *testing.T) {
	a := Axis{-10, 0}
	for _, c := range []struct {
		x     float64
		at    float32
		place Place
	}{
		{1, 1, OnAxis},
		{1e-5, 0.5, OnAxis},
		{-1e-5, 0.5, OnAxis},
		{1e-10, 0, OnAxis},
		{9e-11, 0, Below},
		{5e-324, 0, Below},
		{0, 0, Zero},
		{2, 1, Above},
		{math.Inf(1), 1, Above},
		{math.NaN(), 0, Unknown},
	} {
		at, place := a.At(c.x)
		if place != c.place || math.Abs(float64(at-c.at)) > 1e-6 {
			t.Errorf("At(%g) = %g, %d; want %g, %d", c.x, at, place, c.at, c.place)
		}
	}
}

func TestAxisHoldsStill(t *testing.T) {
	a := DefaultAxis
	for _, c := range []struct {
		smallest float64
		lo       int
	}{{-9, -10}, {-10.9, -10}, {-11.1, -20}, {-10.5, -20}, {-9.5, -20}, {-8.9, -10}, {-25, -40}, {-20.5, -40}, {-18.9, -20}, {-300, -40}, {0, -10}} {
		if a = a.Choose(c.smallest); a.Lo != c.lo {
			t.Fatalf("at 10^%g the axis starts at 10^%d, want 10^%d", c.smallest, a.Lo, c.lo)
		}
	}
}

func TestLabels(t *testing.T) {
	for exp, want := range map[int]string{0: "1", 1: "10", 3: "10³", -12: "10⁻¹²"} {
		if got := Power(exp); got != want {
			t.Errorf("Power(%d) = %q, want %q", exp, got, want)
		}
	}
	for n, want := range map[int]int{11: 1, 6: 2, 5: 5, 3: 5, 2: 10, 1: 20} {
		if got := (Axis{-10, 0}).Step(n); got != want {
			t.Errorf("Step(%d) = %d, want %d", n, got, want)
		}
	}
	if got := Exponent(3.2e-12); got != -12 {
		t.Errorf("Exponent(3.2e-12) = %d", got)
	}
}

// Sizes have the code of their logarithm, or its neighbour.
func TestCodeOfSizes(t *testing.T) {
	a := Axis{-40, 0}
	for exp := -39.9; exp < 0; exp += 0.0137 {
		x := float32(math.Pow(10, exp))
		got, want := int(a.CodeOf(-x)), int(a.Code(math.Log10(float64(x))))
		if got < want-1 || got > want+1 {
			t.Fatalf("10^%v has code %d, want %d", exp, got, want)
		}
		if got := log10(x); math.Abs(float64(got)-math.Log10(float64(x))) > 0.001 {
			t.Fatalf("log10 of %v is %v", x, got)
		}
	}
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for x, want := range map[float32]uint8{0: CodeZero, nan: CodeUnknown, inf: CodeUnknown, 1e-42: CodeBelow, 1: CodeHigh, 1e9: CodeHigh} {
		if got := a.CodeOf(x); got != want {
			t.Errorf("%v has code %d, want %d", x, got, want)
		}
	}
}

// A phase diagram's colours are neither those of signs nor of sizes, and its
// ends and what is not known are told apart, by everyone.
func TestChangeHasColoursOfItsOwn(t *testing.T) {
	for _, th := range themes {
		for _, see := range []func(Color) Color{normal, protan, deutan} {
			low, high, unknown := see(th.Change.At(0)), see(th.Change.At(1)), see(th.NoTheory)
			for name, d := range map[string]float64{
				"vanish and explode": distance(low, high) / 2, "vanish and unknown": distance(low, unknown), "explode and unknown": distance(high, unknown),
				"vanish and −": distance(low, see(th.Signed.At(0))), "vanish and +": distance(low, see(th.Signed.At(1))),
				"explode and −": distance(high, see(th.Signed.At(0))), "explode and +": distance(high, see(th.Signed.At(1))),
			} {
				if d < 0.08 {
					t.Errorf("%s: %s are only %.3f apart", th.Name, name, d)
				}
			}
		}
	}
}
