package cpu

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// traceTolerance is what the command line promises of traces through this
// backend: the error of a value as a share of its tensor's RMS.
const traceTolerance = 1e-4

// roundingFloor is the size, beside the largest gradient, of what float32
// makes of a gradient that is exactly zero, as a bias before a BatchNorm has.
const roundingFloor = 1e-6

// Every layer's output, δ, ∂C/∂x and parameter gradients are those of the
// float64 reference, with several outputs and all kinds of layer.
func TestTraceAgreesWithTheReference(t *testing.T) {
	problems := allocationProblems()
	problems["many outputs"] = newProblem(nn.Vector(5), 3, 20, 7, append(hidden(2, 6, "gelu", 4),
		nn.LayerSpec{Kind: nn.KindResidual, Scale: 0.5, Layers: []nn.LayerSpec{
			{Kind: nn.KindAct, Act: "tanh"},
			{Kind: nn.KindDense, Units: 4},
			{Kind: nn.KindLayerNorm, Eps: 1e-5},
		}}))
	problems["circular"] = newProblem(nn.Shape{C: 2, H: 5, W: 4}, 3, 20, 7, []nn.LayerSpec{
		{Kind: nn.KindWrap, Pad: 1},
		{Kind: nn.KindConv, Units: 3, Kernel: 3, Stride: 1},
		{Kind: nn.KindAct, Act: "tanh"},
		{Kind: nn.KindWrap, Pad: 2},
		{Kind: nn.KindConv, Units: 2, Kernel: 4, Stride: 2},
		{Kind: nn.KindFlatten},
		{Kind: nn.KindDense, Units: 3},
	})
	for name, p := range problems {
		losses := []nn.Loss{p.Spec.Loss}
		if name == "many outputs" {
			losses = []nn.Loss{nn.MSE, nn.BCE}
		}
		for _, loss := range losses {
			p.Spec.Loss = loss
			t.Run(fmt.Sprint(name, " ", loss), func(t *testing.T) { compareTrace(t, p) })
		}
	}
}

func compareTrace(t *testing.T, p backend.Problem) {
	const n = 7
	net, err := nn.New(p.Spec, widenAll(p.State.Params))
	if err != nil {
		t.Fatal(err)
	}
	x := p.Data.Train.X[:n*p.Spec.Input.Size()]
	y := p.Data.Train.Y[:min(n*p.Spec.Loss.Targets(net.Outputs()), p.Data.Train.Len())]
	if p.Spec.Loss != nn.SoftmaxCE {
		y = uniform(50, n*net.Outputs(), 0.5)
	}
	got, err := RunTrace(p.Spec, p.State.Params, x, y)
	if err != nil {
		t.Fatal(err)
	}
	net.Forward(widen(x), nn.Pass{Batch: n})
	if want := net.Backward(widen(y)); math.Abs(got.Loss-want) > traceTolerance*math.Abs(want) {
		t.Errorf("loss %g, want %g", got.Loss, want)
	}
	largest := 0.0
	for _, d := range net.DParams {
		largest = max(largest, stats.RMS(d))
	}
	compareLayers(t, "", got.Layers, net.Nodes, roundingFloor*largest)
}

func compareLayers(t *testing.T, path string, got []LayerTrace[float32], want []*nn.Node, floor float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d layers, want %d", len(got), len(want))
	}
	for i, w := range want {
		g, at := got[i], fmt.Sprintf("%s%d %s", path, i, w.Spec.Kind)
		compareTensor(t, at+" out", g.Out, w.Out, 0)
		compareTensor(t, at+" delta", g.Delta, w.DOut, floor)
		compareTensor(t, at+" dx", g.DX, w.DIn, floor)
		for j, d := range w.DParams {
			compareTensor(t, fmt.Sprint(at, " gradient ", j), g.Gradients[j], d, floor)
		}
		compareLayers(t, at+" / ", g.Layers, w.Branch, floor)
	}
}

func compareTensor(t *testing.T, name string, got []float32, want []float64, floor float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	bound := traceTolerance*stats.RMS(want) + floor
	for i, w := range want {
		if !(math.Abs(float64(got[i])-w) <= bound) {
			t.Errorf("%s[%d] = %g, want %g within %g", name, i, got[i], w, bound)
			return
		}
	}
}

func widen(xs []float32) []float64 {
	ys := make([]float64, len(xs))
	for i, x := range xs {
		ys[i] = float64(x)
	}
	return ys
}

func widenAll(tensors [][]float32) [][]float64 {
	var list [][]float64
	for _, x := range tensors {
		list = append(list, widen(x))
	}
	return list
}
