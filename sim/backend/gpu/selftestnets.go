package gpu

import (
	"math"
	"math/rand/v2"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// selfTestProblem is a dense network with a layer for each activation.
func selfTestProblem(features, classes int, acts ...string) backend.Problem {
	const width = 19
	var layers []nn.LayerSpec
	for _, act := range acts {
		layers = append(layers,
			nn.LayerSpec{Kind: nn.KindDense, Units: width}, nn.LayerSpec{Kind: nn.KindAct, Act: act, Slope: 0.1})
	}
	return selfTestOf(nn.Vector(features), classes, layers...)
}

// selfTestImages is a network whose conv layers fill a square and begin another, and
// that needs few other kernels than selfTestProblem's besides.
func selfTestImages() backend.Problem {
	conv := func(units int) nn.LayerSpec {
		return nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1}
	}
	sigmoid := nn.LayerSpec{Kind: nn.KindAct, Act: "sigmoid"}
	return selfTestOf(nn.Shape{C: 1, H: 3, W: 5}, 5, conv(5), sigmoid, conv(34), sigmoid, nn.LayerSpec{Kind: nn.KindFlatten})
}

// selfTestOf is a problem for a network of such layers and a dense one.
func selfTestOf(input nn.Shape, classes int, layers ...nn.LayerSpec) backend.Problem {
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
