package trace

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"backflow/sim/cpu"
)

// float32 keeps about seven digits; through ten layers the CPU must keep four
// of each tensor's RMS. cpuFloor is for tensors that are zero but for
// rounding, such as the gradient of a bias in front of a normalisation.
const (
	cpuTolerance = 1e-4
	cpuFloor     = 2e-5
)

func TestCPUAgreesWithTheReference(t *testing.T) {
	for seed := range uint64(150) {
		text := randomFile(rand.New(rand.NewPCG(seed, 2)))
		in, err := Read(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		want, err := in.Reference()
		if err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("seed %d: ", seed)
		got := runCPU(t, in)
		agreeCPU(t, what+"loss", []float64{float64(got.Loss)}, []float64{float64(want.Loss)})
		agreeCPU(t, what+"output", got.Output.values, want.Output.values)
		gradients := collect(want.Layers)
		for i, g := range collect(got.Layers) {
			agreeCPU(t, what+fmt.Sprintf("gradient %d", i), g.values, gradients[i].values)
		}
		layers := unnest(want.Layers)
		for i, l := range unnest(got.Layers) {
			agreeCPU(t, what+fmt.Sprintf("layer %d (%s)", i, l.Type),
				[]float64{float64(l.OutRMS), float64(l.DeltaRMS), float64(l.DXRMS)},
				[]float64{float64(layers[i].OutRMS), float64(layers[i].DeltaRMS), float64(layers[i].DXRMS)})
		}
		if t.Failed() {
			t.Fatal(text)
		}
	}
}

func runCPU(t *testing.T, in *Input) *Report {
	t.Helper()
	params := make([][]float32, len(in.Params))
	for i, p := range in.Params {
		params[i] = narrow(p)
	}
	tr, err := cpu.RunTrace(in.Spec, params, narrow(in.X), narrow(in.Y))
	if err != nil {
		t.Fatal(err)
	}
	return NewReport(in, tr.Loss, tr.Output, cpuLayers(tr.Layers))
}

func narrow(xs []float64) []float32 {
	out := make([]float32, len(xs))
	for i, x := range xs {
		out[i] = float32(x)
	}
	return out
}

func cpuLayers(list []cpu.LayerTrace) []Layer[float32] {
	layers := make([]Layer[float32], len(list))
	for i, l := range list {
		layers[i] = Layer[float32]{Kind: l.Kind, Out: l.Out, Delta: l.Delta, DX: l.DX, Gradients: l.Gradients, Layers: cpuLayers(l.Layers)}
	}
	return layers
}

func agreeCPU(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= cpuTolerance*rms(want)+cpuFloor) {
			t.Errorf("%s: value %d is %.9g, want %.9g", what, i, got[i], want[i])
			return
		}
	}
}
