package theory_test

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/nn"
	"backflow/sim/theory"
)

// deep is a square network without biases.
func deep(act, init string, depth, width int) theory.Net {
	n := net(act, init)
	n.Gain, n.Depth, n.Width, n.Inputs, n.Head = 1, depth, width, width, width
	return n
}

// The design's figures for two orthogonal inputs.
func TestLikenessOfReLU(t *testing.T) {
	pairs := deep("relu", "he", 50, 64).Pairs(0)
	for depth, want := range map[int]float64{10: 0.872, 30: 0.972, 50: 0.988} {
		within(t, fmt.Sprintf("cosine after %d layers", depth), pairs[depth-1].Cosine, want, 0.0006)
	}
}

// The expansion against the integral over both pre-activations, in two dimensions.
func TestPairsAgainstAnIntegral(t *testing.T) {
	for _, act := range []string{"tanh", "sigmoid", "gelu", "relu", "leaky", "hardsigmoid"} {
		n := deep(act, "he", 1, 64)
		q := n.Layers()[0].Q
		for _, c := range []float64{-0.5, 0, 0.3, 0.9, 1} {
			got := n.Pairs(c)[0]
			cosine, slopes := integral(n.Activation(), q, c)
			near(t, fmt.Sprintf("%s at %g, cosine", act, c), got.Cosine, cosine, 2e-4)
			near(t, fmt.Sprintf("%s at %g, slopes", act, c), got.SlopeCosine, slopes, 5e-3)
		}
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.6g, want %.6g", what, got, want)
	}
}

// integral takes the averages by the midpoint rule.
func integral(a theory.Activation, q, c float64) (cosine, slopes float64) {
	const n, end = 200, 6.0
	var f12, f11, d12, d11 float64
	for i := range n {
		for j := range n {
			x, y := -end+2*end*(float64(i)+0.5)/n, -end+2*end*(float64(j)+0.5)/n
			w := math.Exp(-(x*x + y*y) / 2)
			u, v := math.Sqrt(q)*x, math.Sqrt(q)*(c*x+math.Sqrt(1-c*c)*y)
			f12 += w * a.F(u, a.Slope) * a.F(v, a.Slope)
			f11 += w * a.F(u, a.Slope) * a.F(u, a.Slope)
			d12 += w * a.D(u, a.Slope) * a.D(v, a.Slope)
			d11 += w * a.D(u, a.Slope) * a.D(u, a.Slope)
		}
	}
	return f12 / f11, d12 / d11
}

// Where cosines come to rest, and where they end in a deep network.
func TestRest(t *testing.T) {
	for _, c := range []struct {
		act, init string
		gain      float64
		cosine    float64 // NaN where there is no such place
		infinite  bool    // ξ
	}{
		{"relu", "he", 1, 1, true},
		{"relu", "uniform", 1, 1, false},
		{"sigmoid", "xavier", 1, 1, false},
		{"tanh", "uniform", 1, 1, false},
		{"tanh", "he", 1, 0, false},
		{"sigmoid", "xavier", 20, 0.6, false},
		{"linear", "xavier", 1, math.NaN(), true},
		{"tanh", "standard", 1, math.NaN(), true},
	} {
		n := deep(c.act, c.init, 60, 64)
		n.Gain = c.gain
		cosine, xi := n.Rest()
		what := c.act + ", " + c.init
		if math.IsNaN(cosine) != math.IsNaN(c.cosine) || math.IsInf(xi, 1) != c.infinite {
			t.Errorf("%s: rests at %g, ξ = %g", what, cosine, xi)
		}
		if math.IsNaN(cosine) || math.IsInf(xi, 1) {
			continue
		}
		pairs := n.Pairs(0.3)
		near(t, what+", the 60th layer", pairs[59].Cosine, cosine, 0.02)
		if c.act != "sigmoid" || c.gain == 1 {
			near(t, what+", rest", cosine, c.cosine, 1e-6)
		}
	}
}

// Near its rest the distance shrinks by e over ξ layers.
func TestScaleOfLikeness(t *testing.T) {
	n := deep("tanh", "he", 80, 64)
	pairs := n.Pairs(0.3)
	_, xi := n.Rest()
	near(t, "ξ", -1/math.Log(pairs[79].Cosine/pairs[78].Cosine), xi, 0.02*xi)
}

// Balduzzi et al. 2017: with BatchNorm uncorrelated inputs stay so, and 2^−L of
// the correlation is left; with skip connections it falls as a power of the depth.
func TestShattering(t *testing.T) {
	const infinite = 1 << 40
	for _, depth := range []int{5, 20, 50} {
		n := deep("relu", "he", depth, infinite)
		n.Norm = "batch"
		within(t, "plain", n.Shattering(0).Layers[0], theory.PlainShattering(depth), 1e-9)
	}
	exponent := func(depth int) float64 {
		at := func(depth int) float64 {
			n := deep("relu", "he", depth, infinite)
			n.Norm, n.Skip = "batch", "plain"
			return n.Shattering(0).Layers[0]
		}
		return math.Log2(at(depth) / at(2*depth))
	}
	// Of what relu adds to the stream, the next BatchNorm takes the mean off again: 1 − 1/π
	// of it counts, and the power is ½/(1 − 1/π) = 0.73. The blocks of theorem 3 end in weights, which leave no
	// mean.
	near(t, "the power of the depth, x + relu(BN(Wx))", exponent(200), math.Pi/(math.Pi-1)/2, 0.02)
	near(t, "√L of theorem 3", math.Log2(theory.SkipShattering(200)/theory.SkipShattering(400)), 0.5, 0.01)
	// Without BatchNorm ReLU makes inputs alike, and more is left than 2^−L.
	if left := deep("relu", "he", 30, 64).Shattering(0).Layers[0]; !(left > 3e-3 && left < 3.5e-3) {
		t.Errorf("plain ReLU of 30 layers leaves %g", left)
	}
}

// Hanin and Nica 2018: 5/width a layer for ReLU, 2/width for linear layers.
func TestSpread(t *testing.T) {
	near(t, "ReLU", deep("relu", "he", 31, 64).Spread(), math.Sqrt(30*5./64), 1e-12)
	near(t, "linear", deep("linear", "xavier", 31, 64).Spread(), math.Sqrt(30*2./64), 1e-12)
	n := deep("relu", "he", 31, 64)
	n.Skip = "plain"
	if s := n.Spread(); !math.IsNaN(s) {
		t.Errorf("with skip connections: %g", s)
	}
}

func TestJacobianRMS(t *testing.T) {
	n := deep("linear", "xavier", 5, 64)
	for _, x := range n.JacobianRMS() {
		near(t, "linear, Xavier", x, 1, 1e-12)
	}
	n = deep("relu", "he", 5, 64)
	n.Inputs = 2 // all of the mean square is in two singular values
	near(t, "ReLU, He, 2 inputs", n.JacobianRMS()[4], math.Sqrt(64./2), 1e-12)
}

// What NetOf reads must be what was built.
func TestNetOf(t *testing.T) {
	o := nn.InitOptions{Scheme: "he", Gain: 1.5}
	want := net("leaky", "he")
	got, err := theory.NetOf(spec(want), o, 1, 0)
	if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	c := convNet{"gelu", "he", 6, 8, digits, nn.KindBatchNorm, 0.5}
	got, err = theory.NetOf(c.spec(), o, 1, 0.7)
	if err != nil || fmt.Sprintf("%v %d %d %s %s %d", got.Pooled, got.Rows, got.Head, got.Norm, got.Skip, got.Kernel) != "[2 4] 28 392 batch scaled 3" {
		t.Errorf("%+v, %v", got, err)
	}
	odd := spec(want)
	odd.Layers = append([]nn.LayerSpec(nil), odd.Layers...)
	odd.Layers[2].Units++
	if _, err := theory.NetOf(odd, o, 1, 0); err == nil {
		t.Error("layers of two widths are taken for a Net")
	}
}

// Neighbours against the sum over pairs.
func TestNeighbours(t *testing.T) {
	x := []float32{1, 2, 3, 4}
	near(t, "2×2", theory.Neighbours(x, nn.Shape{C: 1, H: 2, W: 2}), (1*2+1*3+1*4+2*3+2*4+3*4)/6./(30./4), 1e-12)
	near(t, "a flat image", theory.Neighbours([]float32{1, 1, 1, 1, 1, 1}, nn.Shape{C: 1, H: 3, W: 2}), 1, 1e-12)
	near(t, "no image", theory.Neighbours(x, nn.Vector(4)), 0, 0)
}

// Of pairs whose cosines are spread, as in two dimensions, the mean is taken behind the
// convex maps: ReLU makes 4/π² = 0.405 of cosines that are those of any angle.
func TestLikenessOfSpreadCosines(t *testing.T) {
	const pairs = 1000
	angles := make([]float64, pairs)
	want, slopes := 0.0, 0.0
	n := deep("relu", "he", 2, 64)
	for i := range angles {
		angles[i] = math.Cos(math.Pi * (float64(i) + 0.5) / pairs)
		want += n.Pairs(angles[i])[1].Cosine / pairs
		slopes += n.Shattering(angles[i]).Layers[0] / pairs
	}
	near(t, "layer 1", n.Likeness(angles...)[0], 4/(math.Pi*math.Pi), 1e-6)
	near(t, "layer 2", n.Likeness(angles...)[1], want, 1e-12)
	near(t, "shattering", n.Shattering(angles...).Layers[0], slopes, 1e-12)
}

// A signal whose square float64 cannot hold has cosines all the same: next to 0 tanh is a
// line, and a linear network changes none.
func TestPairsOfTinySignals(t *testing.T) {
	for _, act := range []string{"linear", "tanh"} {
		n := deep(act, "xavier", 100, 16)
		n.Gain = 0.01
		near(t, act+", cosine", n.Likeness(0.3)[99], 0.3, 1e-3)
		near(t, act+", shattering", n.Shattering(0.3).Layers[0], 1, 1e-6)
	}
	n := deep("relu", "he", 100, 16)
	n.Gain = 0.01
	whole := deep("relu", "he", 100, 16)
	near(t, "relu", n.Likeness(0.3)[99], whole.Likeness(0.3)[99], 1e-12)
}

// Of weights of 0 nothing comes through, and no cosine comes to rest.
func TestRestOfZeroWeights(t *testing.T) {
	if cosine, xi := deep("tanh", "zero", 5, 8).Rest(); !math.IsNaN(cosine) || !math.IsNaN(xi) {
		t.Errorf("rests at %g, ξ = %g", cosine, xi)
	}
}
