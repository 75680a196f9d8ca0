package cpu

import (
	"fmt"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/nn"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// shapes are the networks that site/test/peers trains in other libraries, under
// the same names.
func shapes() []struct {
	name string
	p    backend.Problem
} {
	conv := func(units int) []nn.LayerSpec {
		return []nn.LayerSpec{
			{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1},
			{Kind: nn.KindAct, Act: "relu"},
		}
	}
	pool := nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2}
	images := append(append(conv(16), conv(16)...), pool)
	images = append(append(append(images, conv(32)...), conv(32)...), pool,
		nn.LayerSpec{Kind: nn.KindFlatten}, nn.LayerSpec{Kind: nn.KindDense, Units: 10})
	return []struct {
		name string
		p    backend.Problem
	}{
		{"A", newProblem(nn.Vector(2), 2, 500, 10, hidden(10, 8, "sigmoid", 1))},
		{"B", newProblem(nn.Vector(64), 10, 500, 128, hidden(20, 64, "relu", 10))},
		{"C", newProblem(nn.Vector(784), 10, 1000, 256, hidden(10, 512, "relu", 10))},
		{"E", newProblem(nn.Shape{C: 1, H: 28, W: 28}, 10, 500, 64, images)},
	}
}

// BenchmarkShapes measures training steps, with the gradient's norm of every
// layer at every step and without, on the best machine there is.
func BenchmarkShapes(b *testing.B) {
	for _, s := range shapes() {
		b.Run(s.name, func(b *testing.B) {
			b.Run("plain", func(b *testing.B) { benchmarkSteps(b, s.p, New()) })
			b.Run("norms", func(b *testing.B) {
				e := New()
				e.KeepNorms()
				benchmarkSteps(b, s.p, e)
			})
		})
	}
}

func benchmarkSteps(b *testing.B, p backend.Problem, e *Backend) {
	e.On(bestMachine(b))
	if err := e.Reset(p); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_ = e.Train(1, sgd)
	}
	if e.diverged != nil {
		b.Fatal("diverged")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
}

// BenchmarkSgemm measures gonum's product, on the best machine there is.
func BenchmarkSgemm(b *testing.B) {
	old := blas32.Implementation()
	defer blas32.Use(old)
	simd.Install(bestMachine(b))
	for _, n := range []int{256, 1024} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x, y, c := matrix(randomMatrix(1, n*n), n, n), matrix(randomMatrix(2, n*n), n, n), matrix(make([]float32, n*n), n, n)
			for b.Loop() {
				blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, x, y, 0, c)
			}
			b.ReportMetric(2e-9*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
		})
	}
}
