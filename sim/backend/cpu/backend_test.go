package cpu

import (
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// hidden is depth layers of width units, each with an activation, and an
// output layer.
func hidden(depth, width int, act string, outputs int) []nn.LayerSpec {
	var layers []nn.LayerSpec
	for range depth {
		layers = append(layers,
			nn.LayerSpec{Kind: nn.KindDense, Units: width},
			nn.LayerSpec{Kind: nn.KindAct, Act: act, Slope: 0.01})
	}
	return append(layers, nn.LayerSpec{Kind: nn.KindDense, Units: outputs})
}

// newProblem draws examples and Xavier-like parameters from numbers that are
// the same on every platform.
func newProblem(shape nn.Shape, classes, examples, batch int, layers []nn.LayerSpec) backend.Problem {
	set := &data.Set{Name: "test", Shape: shape, Classes: classes, Extent: 1}
	set.Train.X = uniform(1, examples*shape.Size(), 1)
	for i := range examples {
		set.Train.Y = append(set.Train.Y, float32(i%classes))
	}
	set.Test = set.Train
	p := backend.Problem{
		Spec: nn.Spec{Input: shape, Layers: layers, Loss: set.Loss()},
		Data: set, Batch: batch, Seed: 9,
	}
	tensors, err := p.Spec.Tensors()
	if err != nil {
		panic(err)
	}
	for i, t := range tensors {
		spread := 0.0
		if t.Role == nn.RoleWeight {
			spread = math.Sqrt(6 / float64(t.FanIn+t.FanOut))
		}
		w := uniform(100+i, t.Size(), spread)
		if t.Role == nn.RoleGamma {
			fill(w, 1)
		}
		p.State.Params = append(p.State.Params, w)
	}
	return p
}

func uniform(index, n int, spread float64) []float32 {
	r := nn.Stream(7, nn.UseData, index)
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = float32(spread * (2*r.Float64() - 1))
	}
	return xs
}

func started(t testing.TB, p backend.Problem) *Backend {
	t.Helper()
	b := New()
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	return b
}

// hashOf is a fingerprint of every bit of the parameters.
func hashOf(b *Backend) uint64 {
	var all []float32
	for _, t := range b.net.tensors {
		all = append(all, t.w...)
	}
	return hashFloats(all)
}

// hashFloats fingerprints every bit.
func hashFloats(xs []float32) uint64 {
	h := fnv.New64a()
	for _, x := range xs {
		u := math.Float32bits(x)
		h.Write([]byte{byte(u), byte(u >> 8), byte(u >> 16), byte(u >> 24)})
	}
	return h.Sum64()
}

var sgd = backend.Hyper{Optimiser: optim.SGD, LR: 0.1}

// Training takes no memory once Reset is done, whatever the network is made of.
func TestTrainDoesNotAllocate(t *testing.T) {
	for name, p := range allocationProblems() {
		for _, rule := range []optim.Rule{optim.SGD, optim.Adam} {
			h := backend.Hyper{Optimiser: rule, LR: 1e-3, Decay: 1e-4, Clip: 1, Equalise: true}
			b := started(t, p)
			if err := b.Train(1, h); err != nil { // the rule's memory is taken here
				t.Fatal(err)
			}
			if n := testing.AllocsPerRun(20, func() { _ = b.Train(1, h) }); n != 0 {
				t.Errorf("%s, %s: %g allocations a step", name, rule, n)
			}
		}
	}
}

func allocationProblems() map[string]backend.Problem {
	norm := nn.LayerSpec{Kind: nn.KindBatchNorm, Eps: 1e-5}
	layer := nn.LayerSpec{Kind: nn.KindLayerNorm, Eps: 1e-5}
	relu := nn.LayerSpec{Kind: nn.KindAct, Act: "relu"}
	conv := nn.LayerSpec{Kind: nn.KindConv, Units: 4, Kernel: 3, Stride: 1, Pad: 1}
	return map[string]backend.Problem{
		"small": newProblem(nn.Vector(2), 2, 500, 32, hidden(10, 8, "sigmoid", 1)),
		"blas":  newProblem(nn.Vector(100), 10, 50, 32, hidden(3, 64, "relu", 10)),
		"conv": newProblem(nn.Shape{C: 1, H: 12, W: 12}, 10, 50, 8, []nn.LayerSpec{
			conv, norm, relu,
			{Kind: nn.KindMaxPool, Size: 2},
			{Kind: nn.KindResidual, Scale: 0.5, Layers: []nn.LayerSpec{conv, layer, relu}},
			{Kind: nn.KindAvgPool, Size: 2},
			{Kind: nn.KindFlatten},
			{Kind: nn.KindDense, Units: 10},
		}),
	}
}

func BenchmarkTrain(b *testing.B) {
	nets := []struct {
		name string
		p    backend.Problem
	}{
		{"2-10x8-1 sigmoid", newProblem(nn.Vector(2), 2, 500, 32, hidden(10, 8, "sigmoid", 1))},
		{"2-10x8-1 relu", newProblem(nn.Vector(2), 2, 500, 32, hidden(10, 8, "relu", 1))},
		{"784-3x64-10 relu", newProblem(nn.Vector(784), 10, 500, 32, hidden(3, 64, "relu", 10))},
		{"28x28 conv 8-8-pool-16-pool relu", newProblem(nn.Shape{C: 1, H: 28, W: 28}, 10, 500, 32, []nn.LayerSpec{
			{Kind: nn.KindConv, Units: 8, Kernel: 3, Stride: 1, Pad: 1},
			{Kind: nn.KindAct, Act: "relu"},
			{Kind: nn.KindConv, Units: 8, Kernel: 3, Stride: 1, Pad: 1},
			{Kind: nn.KindAct, Act: "relu"},
			{Kind: nn.KindMaxPool, Size: 2},
			{Kind: nn.KindConv, Units: 16, Kernel: 3, Stride: 1, Pad: 1},
			{Kind: nn.KindAct, Act: "relu"},
			{Kind: nn.KindMaxPool, Size: 2},
			{Kind: nn.KindFlatten},
			{Kind: nn.KindDense, Units: 10},
		})},
		{"784-256-256-10 relu", newProblem(nn.Vector(784), 10, 500, 64, hidden(2, 256, "relu", 10))},
	}
	for _, net := range nets {
		b.Run(net.name, func(b *testing.B) {
			e := started(b, net.p)
			for b.Loop() {
				_ = e.Train(1, sgd)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

// An observation is made thirty times a second beside the training.
func BenchmarkObserve(b *testing.B) {
	for _, want := range []backend.Want{{}, {Units: 16}, {Units: 16, Field: 40}, {Eval: true}} {
		b.Run(fmt.Sprintf("units%d field%d eval%t", want.Units, want.Field, want.Eval), func(b *testing.B) {
			e := started(b, newProblem(nn.Vector(2), 2, 500, 32, hidden(10, 8, "sigmoid", 1)))
			for b.Loop() {
				if _, err := e.Observe(want, sgd); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
