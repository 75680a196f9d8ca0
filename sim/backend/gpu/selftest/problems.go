package selftest

import (
	"math"
	"math/rand/v2"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// Dense is a dense network with a layer for each activation.
func Dense(features, classes int, acts ...string) backend.Problem {
	const width = 19
	var layers []nn.LayerSpec
	for _, act := range acts {
		layers = append(layers,
			nn.LayerSpec{Kind: nn.KindDense, Units: width}, nn.LayerSpec{Kind: nn.KindAct, Act: act, Slope: 0.1})
	}
	return problem(nn.Vector(features), classes, layers...)
}

// Images is a network whose conv layers fill a square and begin another, and
// that needs few other kernels than those of Dense besides.
func Images() backend.Problem {
	conv := func(units int) nn.LayerSpec {
		return nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1}
	}
	sigmoid := nn.LayerSpec{Kind: nn.KindAct, Act: "sigmoid"}
	return problem(nn.Shape{C: 1, H: 3, W: 5}, 5, conv(5), sigmoid, conv(34), sigmoid, nn.LayerSpec{Kind: nn.KindFlatten})
}

// problem is a problem for a network of such layers and a dense one.
func problem(input nn.Shape, classes int, layers ...nn.LayerSpec) backend.Problem {
	const examples = 41
	rng := rand.New(rand.NewPCG(20, 26))
	set := &data.Set{Name: "self-test", Shape: input, Classes: classes}
	set.Train.X = uniformly(rng, examples*input.Size(), 1.5)
	for range examples {
		set.Train.Y = append(set.Train.Y, float32(rng.IntN(classes)))
	}
	set.Test = set.Train
	p := backend.Problem{Spec: nn.Spec{Input: set.Shape, Loss: set.Loss()}, Data: set, Batch: 18, Seed: 4}
	p.Spec.Layers = append(layers, nn.LayerSpec{Kind: nn.KindDense, Units: set.Outputs()})
	tensors, _ := p.Spec.Tensors() // the spec is right
	for _, t := range tensors {
		p.State.Params = append(p.State.Params, uniformly(rng, t.Size(), 2/math.Sqrt(float64(t.FanIn))))
	}
	return p
}

func uniformly(rng *rand.Rand, n int, spread float64) []float32 {
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = float32(spread * (2*rng.Float64() - 1))
	}
	return xs
}

// RBM has sizes that leave a rest in every tile, and no hidden state
// that hangs by a rounding error.
func RBM(gaussian bool) backend.RBMProblem {
	const visible, hidden, examples = 23, 19, 41
	rng := rand.New(rand.NewPCG(20, 26))
	p := backend.RBMProblem{
		Visible: visible, Hidden: hidden, Gaussian: gaussian, Batch: 18, Seed: 4,
		W: uniformly(rng, hidden*visible, 2/math.Sqrt(visible)), B: uniformly(rng, hidden, 0.5),
		X: uniformly(rng, examples*visible, 1),
	}
	if !gaussian {
		for i, x := range p.X {
			p.X[i] = (1 + x) / 2
		}
	}
	return p
}
