package theory_test

import (
	"math"
	"strings"
	"testing"

	"backflow/sim/nn"
	"backflow/sim/theory"
)

func net(act, init string) theory.Net {
	return theory.Net{
		Act: act, Slope: 0.2, Init: init, Gain: 1.5, Depth: 4, Width: 60, Inputs: 20, Outputs: 10,
		Kernel: 1, Head: 60, InputSquare: 1, Norm: "none", Skip: "none",
	}
}

// spec is the same network for package nn.
func spec(n theory.Net) nn.Spec {
	s := nn.Spec{Input: nn.Vector(n.Inputs), Loss: nn.MSE}
	for range n.Depth {
		s.Layers = append(s.Layers,
			nn.LayerSpec{Kind: nn.KindDense, Units: n.Width},
			nn.LayerSpec{Kind: nn.KindAct, Act: n.Act, Slope: n.Slope})
	}
	s.Layers = append(s.Layers, nn.LayerSpec{Kind: nn.KindDense, Units: n.Outputs})
	return s
}

// The variances that the theory takes for each scheme must be those of the
// weights that nn.Init draws: else a prediction is about another network.
// A variance over some thousand weights is known to a few per cent.
func TestVariancesAreThoseOfInit(t *testing.T) {
	for _, scheme := range nn.InitSchemes {
		for _, act := range []string{"tanh", "relu", "leaky"} {
			n := net(act, scheme.Name)
			s := spec(n)
			params, err := nn.Init(s, nn.InitOptions{Scheme: n.Init, Gain: n.Gain, Seed: 3, Batch: normalBatch(n.Inputs)})
			if err != nil {
				t.Fatal(err)
			}
			w := n.Weights()
			within(t, scheme.Name+" "+act+" n·Var(W)", 60*meanSquare(params[2]), w.WeightVar, 0.15)
			within(t, scheme.Name+" "+act+" Var(b)", meanSquare(params[3]), w.BiasVar, 0.4) // of 60 biases
		}
	}
}

// normalBatch is 500 examples of N(0,1) features.
func normalBatch(features int) []float64 {
	r := nn.Stream(1, nn.UseData, 0)
	x := make([]float64, 500*features)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func meanSquare(xs []float32) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += float64(x) * float64(x)
	}
	return sum / float64(len(xs))
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*want) {
		t.Errorf("%s = %.5g, want %.5g", what, got, want)
	}
}

// LSUV makes every pre-activation's variance gain², so ReLU keeps its δ as
// under He.
func TestLSUV(t *testing.T) {
	n := net("relu", "lsuv")
	n.Gain = 1
	for _, l := range n.Layers()[:3] {
		within(t, "q", l.Q, 1, 1e-12)
		within(t, "factor", l.Factor, 1, 1e-12)
	}
	n.Gain = 2
	for _, l := range n.Layers()[:3] {
		within(t, "q at gain 2", l.Q, 4, 1e-12)
	}
}

func TestLayerNormMakesTheGainIrrelevant(t *testing.T) {
	n := net("sigmoid", "xavier")
	n.Norm = "layer"
	a := n.Activation()
	want := math.Sqrt(a.SlopeSquare(1) / a.Square(1))
	for _, gain := range []float64{0.1, 1, 10} {
		n.Gain = gain
		within(t, "factor", n.Layers()[1].Factor, want, 1e-12)
		within(t, "Predict's factor", theory.Predict(n).Factor, want, 1e-12)
	}
}

// Plain residual ReLU layers under He double the gradient's mean square each;
// scaled by 1/√L they multiply it by 1 + 1/L (Yang & Schoenholz 2017), if wide.
func TestResidualGrowth(t *testing.T) {
	n := net("relu", "he")
	const infinite = 1 << 60
	n.Gain, n.Depth, n.Width, n.Inputs, n.Head = 1, 30, infinite, infinite, infinite
	for skip, want := range map[string]float64{"plain": math.Sqrt2, "scaled": math.Sqrt(1 + 1.0/30)} {
		n.Skip = skip
		for _, l := range n.Layers()[:29] {
			within(t, skip, l.Factor, want, 1e-12)
		}
		within(t, skip+", deep", theory.Predict(n).Factor, want, 1e-12)
	}
}

// A first layer of another width than the rest is no residual.
func TestResidualNeedsEqualShapes(t *testing.T) {
	n := net("linear", "lecun")
	n.Gain, n.Skip = 1, "plain"
	layers := n.Layers()
	within(t, "after the first layer", layers[0].ActRMS, 1, 1e-12)
	within(t, "after the second", layers[1].ActRMS, math.Sqrt2, 1e-12)
}

// The last hidden layer's factor hangs on how many outputs there are.
func TestOutputLayer(t *testing.T) {
	n := net("linear", "lecun")
	n.Gain = 1
	layers := n.Layers()
	within(t, "factor to the output", layers[n.Depth-1].Factor, math.Sqrt(10./60), 1e-12)
	if out := layers[n.Depth]; !math.IsNaN(out.Factor) {
		t.Errorf("the output has factor %v", out.Factor)
	}
}

func TestOverrides(t *testing.T) {
	n := net("tanh", "he")
	weightVar, biasVar := 1.7, 0.05
	n.WeightVar, n.BiasVar = &weightVar, &biasVar
	p := theory.Predict(n)
	if p.WeightVar != 1.7 || p.BiasVar != 0.05 {
		t.Errorf("weights %+v", p.Weights)
	}
	within(t, "χ", p.Chi, 0.9867, 1e-3)
	within(t, "q of the first layer", p.Layers[0].Q, 1.75, 1e-12)
}

func TestPoolsAndTheZeroInit(t *testing.T) {
	n := net("relu", "he")
	n.Gain, n.Slope, n.Pooled = 1, 0, []int{2}
	for i, l := range n.Layers()[:3] {
		if isNaN := math.IsNaN(l.Factor); isNaN != (i == 1) {
			t.Errorf("layer %d: factor %v", i+1, l.Factor)
		}
	}
	n = net("relu", "zero")
	if f := n.Layers()[0].Factor; f != 0 {
		t.Errorf("zero weights pass %v of a gradient", f)
	}
	if p := theory.Predict(n); p.Chi != 0 || p.QStar != 0 {
		t.Errorf("zero weights: %+v", p)
	}
}

// Whatever the query string allows must give a prediction or NaN, in time.
func TestExtremes(t *testing.T) {
	gains := []float64{0.01, 1, 10}
	if testing.Short() {
		gains = gains[2:]
	}
	for _, row := range nn.Activations {
		for _, scheme := range nn.InitSchemes {
			for _, gain := range gains {
				n := net(row.Name, scheme.Name)
				n.Gain, n.Depth = gain, 100
				for _, l := range n.Layers()[:99] {
					if l.Factor < 0 {
						t.Errorf("%s %s gain %g: factor %v", row.Name, scheme.Name, gain, l.Factor)
					}
				}
				if p := theory.Predict(n); p.Factor < 0 || p.Xi < 0 {
					t.Errorf("%s %s gain %g: %+v", row.Name, scheme.Name, gain, p)
				}
			}
		}
	}
}

// Every combination of settings has a prediction for every layer.
func TestEveryCombinationIsPredicted(t *testing.T) {
	for _, row := range nn.Activations {
		if testing.Short() && row.Name > "gelu" {
			continue
		}
		for _, scheme := range nn.InitSchemes {
			for _, norm := range []string{"none", "batch", "layer"} {
				for _, skip := range []string{"none", "plain", "scaled"} {
					n := net(row.Name, scheme.Name)
					n.Norm, n.Skip = norm, skip
					what := strings.Join([]string{row.Name, scheme.Name, norm, skip}, ", ")
					p := theory.Predict(n)
					for i, l := range p.Layers {
						if math.IsNaN(l.Q) || math.IsNaN(l.ActRMS) || i < n.Depth && !(l.Factor >= 0) {
							t.Errorf("%s, layer %d: %+v", what, i+1, l)
						}
					}
					if !(p.Factor >= 0) || skip == "none" && (math.IsNaN(p.QStar) || math.IsNaN(p.Xi)) {
						t.Errorf("%s: %+v", what, p)
					}
				}
			}
		}
	}
}

// With pools in a residual network the factor is that of the layers in front.
func TestResidualsWithPools(t *testing.T) {
	n := net("relu", "he")
	n.Skip, n.Pooled = "plain", []int{4}
	if p := theory.Predict(n); !(p.Factor > 1) {
		t.Errorf("factor %v", p.Factor)
	}
}

func BenchmarkLayers(b *testing.B) {
	n := net("gelu", "he")
	n.Depth = 100
	for b.Loop() {
		n.Layers()
	}
}
