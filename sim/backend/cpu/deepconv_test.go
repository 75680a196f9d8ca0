package cpu

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/nn"
)

// digitsConv is the query "data=digits&model=cnn" of some depth and width.
func digitsConv(depth, units int, act string, examples int) backend.Problem {
	third := (depth + 2) / 3
	var layers []nn.LayerSpec
	for i := range depth {
		layers = append(layers,
			nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1},
			nn.LayerSpec{Kind: nn.KindAct, Act: act, Slope: 0.01})
		if i+1 == third || i+1 == 2*third {
			layers = append(layers, nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2})
		}
	}
	layers = append(layers, nn.LayerSpec{Kind: nn.KindFlatten}, nn.LayerSpec{Kind: nn.KindDense, Units: 10})
	return newProblem(nn.Shape{C: 1, H: 28, W: 28}, 10, examples, 32, layers)
}

// BenchmarkDeepConv measures steps of 20×16 on digits, as the page's three lanes take them.
func BenchmarkDeepConv(b *testing.B) {
	for _, act := range []string{"sigmoid", "relu", "leaky"} {
		b.Run(act, func(b *testing.B) { benchmarkSteps(b, digitsConv(20, 16, act, 200), New()) })
	}
}
