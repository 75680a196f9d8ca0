package theory

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"backflow/sim/nn"
)

// The tables of the design's page on theory, within the digits printed there.

func activation(t *testing.T, name string, slope float64) Activation {
	t.Helper()
	row, ok := nn.ActivationByName(name)
	if !ok {
		t.Fatalf("no activation %q", name)
	}
	return Activation{row, slope}
}

// agrees reports whether got rounds to the printed number, give or take one in
// its last digit.
func agrees(got float64, printed string) bool {
	want, err := strconv.ParseFloat(printed, 64)
	if err != nil {
		panic(err)
	}
	mantissa, exponent, _ := strings.Cut(printed, "e")
	_, decimals, _ := strings.Cut(mantissa, ".")
	power, _ := strconv.Atoi(exponent) // 0 where there is none
	return math.Abs(got-want) <= 1.0001*math.Pow10(power-len(decimals))
}

func TestFactorAtTheFixedPoint(t *testing.T) {
	for _, c := range []struct {
		act       string
		slope     float64
		weightVar float64
		want      string
	}{
		{"sigmoid", 0, 1. / 3, "0.1414"},
		{"sigmoid", 0, 1, "0.2361"},
		{"sigmoid", 0, 2, "0.3178"},
		{"sigmoid", 0, 16, "0.632"},
		{"sigmoid", 0, 64, "0.892"},
		{"sigmoid", 0, 256, "1.246"},
		{"tanh", 0, 1. / 3, "0.577"},
		{"tanh", 0, 1, "1"},
		{"relu", 0, 1. / 3, "0.408"},
		{"relu", 0, 1, "0.7071"},
		{"relu", 0, 2, "1"},
		{"leaky", 0.01, 1. / 3, "0.408"},
		{"leaky", 0.01, 1, "0.7071"},
		{"leaky", 0.01, 2, "1.00005"},
		{"leaky", 0.2, 1. / 3, "0.416"},
		{"leaky", 0.2, 1, "0.721"},
		{"leaky", 0.2, 2, "1.0198"},
		{"linear", 0, 1, "1"},
	} {
		a := activation(t, c.act, c.slope)
		w := Weights{WeightVar: c.weightVar}
		q := a.FixedPoint(w, c.weightVar)
		if got := math.Sqrt(a.Chi(w, math.Min(q, mostVariance))); !agrees(got, c.want) {
			t.Errorf("%s, σ_w² = %.3g: √χ = %.6f, want %s", c.act, c.weightVar, got, c.want)
		}
	}
	tanh := activation(t, "tanh", 0)
	if chi := tanh.Chi(Weights{WeightVar: 2}, tanh.FixedPoint(Weights{WeightVar: 2}, 1)); chi <= 1 {
		t.Errorf("tanh, He: χ = %v is not chaotic", chi)
	}
}

// What is left of δ under tanh and Xavier, whose factor tends to 1 slowly.
func TestTanhXavierDecaysSlowly(t *testing.T) {
	layers := square("tanh", "xavier", 31).Layers()
	left := 1.0
	want := map[int]string{10: "0.267", 20: "0.190", 30: "0.155"}
	for i, l := range layers[:30] {
		left *= l.Factor
		if w, ok := want[i+1]; ok && !agrees(left, w) {
			t.Errorf("after %d layers %.5f of δ is left, want %s", i+1, left, w)
		}
	}
}

// square is a net whose layers all have the same width, the input too.
func square(act, init string, depth int) Net {
	return Net{
		Act: act, Init: init, Gain: 1, Depth: depth, Width: 64, Inputs: 64, Outputs: 64,
		Kernel: 1, Head: 64, InputSquare: 1, Norm: "none", Skip: "none",
	}
}

func TestChiAndTrainableDepthOfTanh(t *testing.T) {
	a := activation(t, "tanh", 0)
	for _, c := range []struct {
		weightVar  float64
		chi, depth string
	}{
		{1, "0.759", "21.8"},
		{1.5, "0.939", "94.7"},
		{1.7, "0.987", "449"},
		{2, "1.048", "151"},
		{2.5, "1.134", "70.8"},
	} {
		w := Weights{c.weightVar, 0.05}
		q := a.FixedPoint(w, c.weightVar)
		if got := a.Chi(w, q); !agrees(got, c.chi) {
			t.Errorf("σ_w² = %g: χ = %.5f, want %s", c.weightVar, got, c.chi)
		}
		if got := depthScales * a.DepthScale(w, q); !agrees(got, c.depth) {
			t.Errorf("σ_w² = %g: 6ξ = %.3f, want %s", c.weightVar, got, c.depth)
		}
	}
}

func TestCriticalLineOfTanh(t *testing.T) {
	a := activation(t, "tanh", 0)
	for _, c := range []struct {
		biasVar float64
		want    string
	}{
		{0, "1.0000"}, {0.0025, "1.2601"}, {0.01, "1.4242"}, {0.05, "1.7610"}, {0.1, "1.9861"},
	} {
		if got := a.CriticalWeightVar(c.biasVar, 1); !agrees(got, c.want) {
			t.Errorf("σ_b² = %g: critical σ_w² = %.6f, want %s", c.biasVar, got, c.want)
		}
	}
}

func TestDyingReLU(t *testing.T) {
	for _, c := range []struct {
		width, depth int
		percent      string
	}{
		{4, 10, "47.6"}, {4, 30, "85.6"}, {16, 30, "0.046"},
	} {
		if got := 100 * DyingReLU(c.width, c.depth); !agrees(got, c.percent) {
			t.Errorf("width %d, depth %d: %.4f %%, want %s", c.width, c.depth, got, c.percent)
		}
	}
}

func TestBatchNormExplodesReLU(t *testing.T) {
	n := square("relu", "he", 20)
	n.Norm = "batch"
	want := math.Sqrt(math.Pi / (math.Pi - 1))
	p := Predict(n)
	if math.Abs(p.Factor-want) > 1e-12 || !agrees(p.Factor, "1.2112") {
		t.Errorf("factor %.6f, want %.6f", p.Factor, want)
	}
	for i, l := range p.Layers[1:19] {
		if math.Abs(l.Factor-want) > 1e-12 {
			t.Errorf("layer %d: factor %.6f, want %.6f", i+2, l.Factor, want)
		}
	}
}

func TestXavierUnderReLU(t *testing.T) {
	left := 1.0
	for _, l := range square("relu", "xavier", 31).Layers()[:30] {
		left *= l.Factor
	}
	if !agrees(left, "3.05e-5") {
		t.Errorf("%.4g of δ is left after 30 layers, want 3.05e-5", left)
	}
}
