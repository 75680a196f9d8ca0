package cpu

import (
	"fmt"
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

// BenchmarkConvolutions measures one convolution of 16 channels, its transpose and its weights' gradient, directly
// and by products of patches.
func BenchmarkConvolutions(b *testing.B) {
	const units, n = 16, 32
	for _, size := range []int{28, 14, 7} {
		in := nn.Shape{C: units, H: size, W: size}
		l := nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1}
		w := &tensor[float32]{w: randomMatrix(1, 9*units*units), g: make([]float32, 9*units*units)}
		bias := &tensor[float32]{w: randomMatrix(3, units), g: make([]float32, units)}
		c := newConv(l, in, in, n, w, bias, true, &scratch[float32]{})
		x, dy := randomMatrix(4, n*in.Size()), randomMatrix(5, n*in.Size())
		for _, pass := range []struct {
			name string
			call func(k trainKernels)
		}{
			{"forth", func(k trainKernels) { k.convolve(c, c.z, x, n) }},
			{"back", func(k trainKernels) { k.convolveBack(c, c.dx, dy, n) }},
			{"weights", func(k trainKernels) { k.convolveWeights(c, dy, x, n) }},
			{"forth by patches", func(k trainKernels) { c.forth(k, c.z, x, n) }},
			{"back by patches", func(k trainKernels) { c.back(k, c.dx, dy, n) }},
			{"weights by patches", func(k trainKernels) { c.weights(k, dy, x, n) }},
		} {
			b.Run(fmt.Sprintf("%d/%s", size, pass.name), func(b *testing.B) {
				s := newMachine(bestMachine(b)).script(pass.call)
				for b.Loop() {
					s.run()
				}
				products := float64(n * units * units * 9 * size * size)
				b.ReportMetric(2e-9*products*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
			})
		}
	}
}
