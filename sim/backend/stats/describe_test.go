package stats

import (
	"math"
	"testing"

	"backflow/sim/nn"
)

func denseSpec(in int, layers ...nn.LayerSpec) nn.Spec {
	return nn.Spec{Input: nn.Vector(in), Layers: layers, Loss: nn.MSE}
}

func denseLayer(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

func actLayer(name string) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindAct, Act: name} }

func wantNumber(t *testing.T, name string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

// Two examples through two ReLU units and an output, worked out by hand: unit
// 0 is dead, unit 1 is alive for the second example only.
func TestDescribeLayers(t *testing.T) {
	spec := denseSpec(3, denseLayer(2), actLayer("relu"), denseLayer(1))
	views := []View[float32]{
		{
			Z: []float32{-1, -2, -3, 4}, A: []float32{0, 0, 0, 4}, Delta: []float32{0, 0, 0, 6},
			W: []float32{1, 2, 3, 4, 5, 6}, DW: []float32{0, 0, 0, 1, 1, 2}, UpdateRMS: 0.5, Lost: 3,
		},
		{
			Z: []float32{1, 3}, A: []float32{1, 3}, Delta: []float32{3, -4},
			W: []float32{1, 2}, DW: []float32{0, 8}, UpdateRMS: 1,
		},
	}
	stats := Describe(spec, 2, views, Sample{Units: 2})
	s := stats[0]
	if s.Name != "1" || s.Units != 2 || s.FanIn != 3 || stats[1].Name != "out" {
		t.Errorf("name %q, %d units, fan-in %d; second name %q", s.Name, s.Units, s.FanIn, stats[1].Name)
	}
	wantNumber(t, "ActMean", s.ActMean, 1)
	wantNumber(t, "ActRMS", s.ActRMS, 2)
	wantNumber(t, "DeltaRMS", s.DeltaRMS, 3)
	wantNumber(t, "DWRMS", s.DWRMS, 1)
	wantNumber(t, "WRMS", s.WRMS, math.Sqrt(91.0/6))
	wantNumber(t, "UpdateRatio", s.UpdateRatio, 0.5/math.Sqrt(91.0/6))
	wantNumber(t, "Lost", s.Lost, 0.5)
	wantNumber(t, "Factor", s.Factor, 3/math.Sqrt(12.5))
	wantNumber(t, "Factor of the last layer", stats[1].Factor, math.NaN())
	wantNumber(t, "SlopeRMS", s.SlopeRMS, 0.5) // one of four is on
	wantNumber(t, "Rest", s.Rest, 2*3/math.Sqrt(12.5))
	wantNumber(t, "SlopeRMS of an output without an activation", stats[1].SlopeRMS, 1)
	wantNumber(t, "Rest of the last layer", stats[1].Rest, math.NaN())
	wantNumber(t, "Saturated", s.Saturated, 0) // ReLU is off there
	wantNumber(t, "Dead", s.Dead, 0.5)
	wantNumber(t, "Zeros", s.Zeros, 0.75)
	wantNumber(t, "Underflow", s.Underflow, 0)
	wantSlice(t, "Act", s.Act, []float32{0, 0})
	wantSlice(t, "Delta", s.Delta, []float32{0, float32(math.Sqrt(18))})
	wantSlice(t, "W", s.W, []float32{1, 2, 4, 5})
	wantSlice(t, "DW", s.DW, []float32{0, 0, 1, 1})
	if s.SampleIn != 2 || s.Flags[0] != FlagDead || s.Flags[1] != 0 {
		t.Errorf("SampleIn %d, flags %v", s.SampleIn, s.Flags)
	}
}

func wantSlice(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	for i := range want {
		wantNumber(t, name, float64(got[i]), float64(want[i]))
	}
}

// zerosOf describes a stack of one-unit layers with the given z and δ for each
// layer and example, and returns the shares of zeros and underflow.
func zerosOf(spec nn.Spec, batch int, z, delta [][]float32) (zeros, underflow []float64) {
	views := make([]View[float32], len(z))
	for i := range z {
		views[i] = View[float32]{Z: z[i], A: z[i], Delta: delta[i], W: []float32{1}, DW: []float32{1}}
	}
	for _, s := range Describe(spec, batch, views, Sample{}) {
		zeros, underflow = append(zeros, s.Zeros), append(underflow, s.Underflow)
	}
	return zeros, underflow
}

func wantShares(t *testing.T, name string, got, want []float64) {
	t.Helper()
	for i := range want {
		wantNumber(t, name, got[i], want[i])
	}
}

// A ReLU that is off in layer 2 blocks the example for layer 1 too. The other
// example's δ is zero in layer 1 although no factor is: an underflow.
func TestZerosAndUnderflow(t *testing.T) {
	spec := denseSpec(1, denseLayer(1), actLayer("relu"), denseLayer(1), actLayer("relu"), denseLayer(1))
	zeros, underflow := zerosOf(spec, 2,
		[][]float32{{1, 1}, {-1, 1}, {1, 1}},
		[][]float32{{0, 0}, {0, 1e-39}, {1, 1}})
	wantShares(t, "zeros", zeros, []float64{0.5, 0.5, 0})
	wantShares(t, "underflow", underflow, []float64{0.5, 0.5, 0})
}

// A sigmoid far out has a tiny slope, not a zero one: what it swallows is an
// underflow, also for the layers before it.
func TestSigmoidNeverBlocks(t *testing.T) {
	spec := denseSpec(1, denseLayer(1), actLayer("sigmoid"), denseLayer(1), actLayer("sigmoid"), denseLayer(1))
	zeros, underflow := zerosOf(spec, 1, [][]float32{{0}, {-200}, {1}}, [][]float32{{0}, {0}, {1}})
	wantShares(t, "zeros", zeros, []float64{0, 0, 0})
	wantShares(t, "underflow", underflow, []float64{1, 1, 0})
}

// The way past a dead residual branch stays open.
func TestResidualKeepsTheWayOpen(t *testing.T) {
	block := nn.LayerSpec{Kind: nn.KindResidual, Scale: 1, Layers: []nn.LayerSpec{denseLayer(1), actLayer("relu")}}
	spec := denseSpec(1, denseLayer(1), actLayer("relu"), block, denseLayer(1))
	zeros, underflow := zerosOf(spec, 1, [][]float32{{1}, {-1}, {1}}, [][]float32{{0}, {0}, {1}})
	wantShares(t, "zeros", zeros, []float64{0, 1, 0})
	wantShares(t, "underflow", underflow, []float64{1, 0, 0})
}

// BatchNorm passes a gradient to every example as long as one has any.
func TestBatchNormMixesExamples(t *testing.T) {
	norm := nn.LayerSpec{Kind: nn.KindBatchNorm, Eps: 1}
	spec := denseSpec(1, denseLayer(1), actLayer("relu"), denseLayer(1), norm, actLayer("relu"), denseLayer(1))
	zeros, _ := zerosOf(spec, 2, [][]float32{{1, 1}, {-1, 1}, {1, 1}}, [][]float32{{0, 0}, {0, 1}, {1, 1}})
	wantShares(t, "zeros, one example on", zeros, []float64{0, 0.5, 0})
	zeros, _ = zerosOf(spec, 2, [][]float32{{1, 1}, {-1, -1}, {1, 1}}, [][]float32{{0, 0}, {0, 0}, {1, 1}})
	wantShares(t, "zeros, all examples off", zeros, []float64{1, 1, 0})
}

// A value that is normalised by itself is its own mean: what comes out of its
// normalisation is no underflow, be it BatchNorm of one example or LayerNorm of
// one unit. With two of them it would be one.
func TestNormalisingSingleValuesBlocks(t *testing.T) {
	for _, c := range []struct {
		kind         nn.Kind
		batch, units int
		zeros        float64
	}{
		{nn.KindBatchNorm, 1, 2, 1},
		{nn.KindBatchNorm, 2, 1, 0},
		{nn.KindLayerNorm, 2, 1, 1},
		{nn.KindLayerNorm, 1, 2, 0},
	} {
		spec := denseSpec(1, denseLayer(c.units), actLayer("tanh"), denseLayer(c.units), nn.LayerSpec{Kind: c.kind, Eps: 1}, actLayer("tanh"), denseLayer(1))
		n := c.batch * c.units
		some, none := make([]float32, n), make([]float32, n)
		for i := range some {
			some[i] = 0.5
		}
		zeros, underflow := zerosOf(spec, c.batch, [][]float32{some, some, some[:c.batch]}, [][]float32{none, some, some[:c.batch]})
		wantShares(t, string(c.kind)+" zeros", zeros, []float64{c.zeros, 0, 0})
		wantShares(t, string(c.kind)+" underflow", underflow, []float64{1 - c.zeros, 0, 0})
	}
}

// With init=zero nothing flows: zero weights are a zero factor.
func TestZeroWeightsBlock(t *testing.T) {
	spec := denseSpec(1, denseLayer(1), actLayer("tanh"), denseLayer(1))
	views := []View[float32]{
		{Z: []float32{0}, A: []float32{0}, Delta: []float32{0}, W: []float32{0}, DW: []float32{0}},
		{Z: []float32{0}, A: []float32{0}, Delta: []float32{1}, W: []float32{0}, DW: []float32{0}},
	}
	s := Describe(spec, 1, views, Sample{})
	wantNumber(t, "zeros", s[0].Zeros, 1)
	wantNumber(t, "zeros of the output", s[1].Zeros, 0)
}

// Of a 3×2 picture under a 2×2 max pool one pixel gets the gradient: the
// others lose, or lie in the row that fills no window.
func TestMaxPoolBlocksLosers(t *testing.T) {
	spec := nn.Spec{Input: nn.Shape{C: 1, H: 3, W: 2}, Loss: nn.MSE, Layers: []nn.LayerSpec{
		{Kind: nn.KindConv, Units: 1, Kernel: 1, Stride: 1},
		actLayer("leaky"),
		{Kind: nn.KindMaxPool, Size: 2},
		{Kind: nn.KindFlatten},
		denseLayer(1),
	}}
	spec.Layers[1].Slope = 0.1
	z := []float32{1, 3, 3, 2, 9, 9}
	views := []View[float32]{
		{Z: z, A: z, Delta: []float32{0, 1, 0, 0, 0, 0}, W: []float32{1}, DW: []float32{1}},
		{Z: []float32{1}, A: []float32{1}, Delta: []float32{1}, W: []float32{1}, DW: []float32{1}},
	}
	s := Describe(spec, 1, views, Sample{})[0]
	wantNumber(t, "zeros", s.Zeros, 5.0/6)
	wantNumber(t, "underflow", s.Underflow, 0)
}

// A conv layer's unit is a channel: its sample is a mean over the picture, and
// a weight stands for its kernel.
func TestConvSample(t *testing.T) {
	spec := nn.Spec{Input: nn.Shape{C: 2, H: 2, W: 3}, Loss: nn.MSE, Layers: []nn.LayerSpec{
		{Kind: nn.KindConv, Units: 2, Kernel: 2, Stride: 1}, {Kind: nn.KindFlatten}, denseLayer(1),
	}}
	views := []View[float32]{
		{
			Z: []float32{1, 3, 0, 0, 5, 5, 0, 0}, A: []float32{1, 3, 0, 0, 5, 5, 0, 0}, Delta: []float32{3, 4, 1, 1, 0, 5, 1, 1},
			W:  []float32{1, 2, 3, 6, 0, 0, 0, 4, 1, 1, 1, 1, 2, 2, 2, 2},
			DW: make([]float32, 16),
		},
		{Z: []float32{1, 1}, A: []float32{1, 1}, Delta: []float32{1, 1}, W: []float32{1, 1, 1, 1}, DW: make([]float32, 4)},
	}
	s := Describe(spec, 2, views, Sample{Units: 2})
	wantSlice(t, "Act", s[0].Act, []float32{2, 0})
	wantSlice(t, "Delta", s[0].Delta, []float32{float32(math.Sqrt(50.0 / 4)), 1})
	wantSlice(t, "W", s[0].W, []float32{3, 1, 1, 2})
	wantNumber(t, "Dead", s[0].Dead, 0.5)
}

func TestRMSOfAnySize(t *testing.T) {
	for _, scale := range []float64{1, 1e-30, 1e-200, 1e-310, 1e200} {
		wantNumber(t, "RMS", RMS([]float64{3 * scale, -4 * scale, 0, 0})/scale, 2.5)
	}
	wantNumber(t, "RMS of nothing", RMS[float64](nil), 0)
	wantNumber(t, "RMS of zeros", RMS([]float32{0, 0}), 0)
	if r := RMS([]float64{1, math.Inf(-1)}); !math.IsInf(r, 1) {
		t.Errorf("RMS with an infinity = %v", r)
	}
	if r := RMS([]float64{1, math.NaN()}); !math.IsNaN(r) {
		t.Errorf("RMS with a NaN = %v", r)
	}
}

// A unit that a rectifier switches off is not saturated, however flat φ is there;
// one at the flat end of a curve is.
func TestOffIsNotSaturated(t *testing.T) {
	for act, want := range map[string]float64{"relu": 0, "noisy": 0, "leaky": 0, "linear": 0, "sigmoid": 0.5, "tanh": 0.5, "elu": 0.5, "softplus": 0.5} {
		spec := denseSpec(1, denseLayer(1), nn.LayerSpec{Kind: nn.KindAct, Act: act, Slope: 0.001}, denseLayer(1))
		row, _ := nn.ActivationByName(act)
		z := []float64{-9, 0.5}
		a := []float64{row.F(z[0], 0.001), row.F(z[1], 0.001)}
		out := View[float64]{Z: a, A: a, Delta: []float64{1, 1}, W: []float64{1}, DW: []float64{1}}
		views := []View[float64]{{Z: z, A: a, Delta: []float64{1, 1}, W: []float64{1}, DW: []float64{1}}, out}
		if got := Describe(spec, 2, views, Sample{})[0].Saturated; got != want {
			t.Errorf("%s: %v saturated, want %v", act, got, want)
		}
	}
}
