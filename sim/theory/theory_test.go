package theory

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/nn"
)

func ExamplePredict() {
	p := Predict(Net{
		Act: "sigmoid", Init: "xavier", Gain: 1, Depth: 10, Width: 8,
		Inputs: 2, Outputs: 1, Kernel: 1, Head: 8, InputSquare: 1,
	})
	fmt.Printf("√χ = %.4f, q* = %.4f, trainable to about %.0f layers\n", p.Factor, p.QStar, p.MaxDepth)
	// Output:
	// √χ = 0.2361, q* = 0.2647, trainable to about 2 layers
}

// The two ways to integrate must agree wherever one may stand for the other.
func TestQuadraturesAgree(t *testing.T) {
	for _, row := range nn.Activations {
		a := Activation{row, 0.2}
		if _, _, ok := a.piecewise(); ok || len(a.Kinks) > 0 {
			continue
		}
		for _, q := range []float64{1e-12, 1e-3, 0.1, smoothVariance} {
			for name, f := range map[string]func(z float64) float64{
				"φ": func(z float64) float64 { return a.F(z, 0) }, "φ²": func(z float64) float64 { return a.F(z, 0) * a.F(z, 0) },
				"φ'²": func(z float64) float64 { return a.D(z, 0) * a.D(z, 0) },
			} {
				x, y := gaussHermite(f, q), split(f, q, nil)
				if math.Abs(x-y) > 2e-11*math.Abs(y)+1e-15 {
					t.Errorf("%s: E[%s] at q = %g is %v or %v", a.Name, name, q, x, y)
				}
			}
		}
	}
}

// Kinked and steep functions against plain sums of many thin slices.
func TestSplitAgainstABruteSum(t *testing.T) {
	for _, row := range nn.Activations {
		a := Activation{row, 0.2}
		for _, q := range []float64{0.01, 1, 300} {
			f := func(z float64) float64 { return a.F(z, a.Slope) * a.D(z, a.Slope) }
			if got, want := split(f, q, a.Kinks), brute(f, q, a.Kinks); math.Abs(got-want) > 1e-5*math.Abs(want)+1e-8 {
				t.Errorf("%s at q = %g: %v, want %v", a.Name, q, got, want)
			}
		}
	}
}

// The moments that the theory is made of, of every activation, noise and all.
func TestMomentsAgainstABruteSum(t *testing.T) {
	for _, row := range nn.Activations {
		a := Activation{row, 0.2}
		for _, q := range []float64{0.3, 2, 40} {
			seen := q + a.noise()
			for name, c := range map[string]struct {
				got float64
				f   func(z float64) float64
			}{
				"φ":   {a.Mean(q), func(z float64) float64 { return a.F(z, 0.2) }},
				"φ²":  {a.Square(q), func(z float64) float64 { return a.F(z, 0.2) * a.F(z, 0.2) }},
				"φ'²": {a.SlopeSquare(q), func(z float64) float64 { return a.D(z, 0.2) * a.D(z, 0.2) }},
			} {
				if want := brute(c.f, seen, a.Kinks); math.Abs(c.got-want) > 1e-5*math.Abs(want)+1e-8 {
					t.Errorf("%s: E[%s] at q = %g is %v, want %v", a.Name, name, q, c.got, want)
				}
			}
		}
	}
}

// brute sums each stretch between kinks by itself: a jump within a slice is off by
// as much as half of it.
func brute(f func(float64) float64, q float64, kinks []float64) float64 {
	deviation, sum := math.Sqrt(q), 0.0
	ends := append([]float64{-10 * deviation}, kinks...)
	for i, lo := range ends {
		hi := 10 * deviation
		if i+1 < len(ends) {
			hi = ends[i+1]
		}
		sum += stretch(f, q, math.Min(math.Max(lo, ends[0]), -ends[0]), math.Min(math.Max(hi, ends[0]), -ends[0]))
	}
	return sum
}

func stretch(f func(float64) float64, q, lo, hi float64) float64 {
	const slices = 20_000
	sum := 0.0
	for i := range slices {
		z := lo + (hi-lo)*(float64(i)+0.5)/slices
		sum += f(z) * math.Exp(-z*z/(2*q))
	}
	return sum * (hi - lo) / slices / math.Sqrt(2*math.Pi*q)
}

func TestClosedFormsAgreeWithIntegrals(t *testing.T) {
	for _, name := range []string{"relu", "leaky", "linear"} {
		a := activation(t, name, 0.3)
		for _, q := range []float64{0.1, 2, 50} {
			for _, c := range []struct{ got, want float64 }{
				{a.Square(q), split(func(z float64) float64 { return math.Pow(a.F(z, a.Slope), 2) }, q, nil)},
				{a.SlopeSquare(q), split(func(z float64) float64 { return math.Pow(a.D(z, a.Slope), 2) }, q, nil)},
				{a.Mean(q), split(func(z float64) float64 { return a.F(z, a.Slope) }, q, nil)},
			} {
				if math.Abs(c.got-c.want) > 1e-12*(1+q) {
					t.Errorf("%s at q = %g: %v, want %v", name, q, c.got, c.want)
				}
			}
		}
	}
}

// Noisy ReLU adds a variance of 1 to what ReLU sees.
func TestNoisyReLU(t *testing.T) {
	noisy, relu := activation(t, "noisy", 0), activation(t, "relu", 0)
	if noisy.Square(3) != relu.Square(4) || noisy.Mean(3) != relu.Mean(4) || noisy.SlopeSquare(3) != 0.5 {
		t.Errorf("noisy: %v %v %v", noisy.Square(3), noisy.Mean(3), noisy.SlopeSquare(3))
	}
	w := Weights{WeightVar: 1}
	if q := noisy.FixedPoint(w, 7); math.Abs(noisy.NextVariance(w, q)-q) > 1e-12 {
		t.Errorf("q* = %v is no fixed point", q)
	}
}

// A fixed point must be one, and iterating the map must lead there.
func TestFixedPointsAreWhereTheMapLeads(t *testing.T) {
	for _, row := range nn.Activations {
		a := Activation{row, 0.1}
		for _, w := range []Weights{{0.5, 0}, {1, 0.1}, {1.5, 0}, {4, 0.2}} {
			for _, start := range []float64{0.01, 1, 20} {
				q := a.FixedPoint(w, start)
				at := start
				for range 600 {
					at = a.NextVariance(w, at)
				}
				if math.IsInf(q, 1) && at > 1e6 {
					continue
				}
				if math.Abs(at-q) > 1e-6*(1+q) {
					t.Errorf("%s, %+v from %g: q* = %v, the map leads to %v", a.Name, w, start, q, at)
				}
			}
		}
	}
}

// The correlation map's derivative at c = 1 is χ (Poole et al. 2016), and its
// slope anywhere is χ_c: central differences.
func TestCorrelationMap(t *testing.T) {
	for _, row := range nn.Activations {
		if row.Lines {
			continue // no correlations are computed
		}
		name, a, w := row.Name, Activation{Activation: row}, Weights{3, 0.1}
		const q = 1.3
		p := newPair(a, w, q)
		if got, want := p.next(1)*q, a.NextVariance(w, q); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: q·c(1) = %v, want %v", name, got, want)
		}
		if got, want := p.chi(1), a.Chi(w, q); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: χ_1 = %v, want %v", name, got, want)
		}
		for _, c := range []float64{0, 0.3, 0.8} {
			const h = 1e-5
			if got, want := (p.next(c+h)-p.next(c-h))/(2*h), p.chi(c); math.Abs(got-want) > 1e-6 {
				t.Errorf("%s at c = %g: slope %v, χ_c = %v", name, c, got, want)
			}
		}
	}
}

// χ must be below 1 just under the critical σ_w² and above it just over. (That
// of GELU and SiLU does not pass through 1 but jumps: q* does.)
func TestCriticalWeightVar(t *testing.T) {
	for _, row := range nn.Activations {
		a := Activation{row, 0.5}
		for _, biasVar := range []float64{0, 0.02} {
			critical := a.CriticalWeightVar(biasVar, 1)
			under := a.chiAtFixedPoint(critical*(1-1e-4), biasVar, 1)
			over := a.chiAtFixedPoint(critical*(1+1e-4), biasVar, 1)
			if !(under < 1 && over > 1) {
				t.Errorf("%s, σ_b² = %g: χ = %v and %v around the critical σ_w² = %v", a.Name, biasVar, under, over, critical)
			}
		}
	}
}
