package cpu

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// deepNets are networks whose numbers leave float32's range as they get deeper:
// on the way back, on the way forward, or in an optimiser's memory.
func deepNets() []deepNet {
	sgd := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	with := func(rule optim.Rule, lr float64) backend.Hyper { return backend.Hyper{Optimiser: rule, LR: lr} }
	sigmoid := func(width, batch int) func(int) backend.Problem {
		return func(depth int) backend.Problem {
			return newProblem(nn.Vector(64), 10, 500, batch, hidden(depth, width, "sigmoid", 10))
		}
	}
	return []deepNet{
		{"sigmoid 64", sgd, sigmoid(64, 32)},
		{"sigmoid 16", sgd, sigmoid(16, 32)},
		{"sigmoid 128", sgd, sigmoid(128, 32)},
		{"sigmoid 64, batch 1", sgd, sigmoid(64, 1)},
		{"sigmoid 64, batch 128", sgd, sigmoid(64, 128)},
		{"sigmoid 64, small weights", sgd, scaledWeights(0.577, sigmoid(64, 32))},
		{"sigmoid 64, momentum", with(optim.Momentum, 0.01), sigmoid(64, 32)},
		{"sigmoid 64, nesterov", with(optim.Nesterov, 0.01), sigmoid(64, 32)},
		{"sigmoid 64, rmsprop", with(optim.RMSProp, 1e-3), sigmoid(64, 32)},
		{"sigmoid 64, adam", with(optim.Adam, 1e-3), sigmoid(64, 32)},
		{"sigmoid 64, decay", backend.Hyper{Optimiser: optim.Adam, LR: 1e-3, Decay: 1e-3, Clip: 1}, sigmoid(64, 32)},
		{"sigmoid 64, tiny rate", with(optim.SGD, 1e-6), sigmoid(64, 32)},
		{"relu 64, small weights", sgd, scaledWeights(0.577, func(depth int) backend.Problem {
			return newProblem(nn.Vector(64), 10, 500, 32, hidden(depth, 64, "relu", 10))
		})},
		{"tanh 64, tiny weights", sgd, scaledWeights(0.3, func(depth int) backend.Problem {
			return newProblem(nn.Vector(64), 10, 500, 32, hidden(depth, 64, "tanh", 10))
		})},
		{"conv 8", sgd, func(depth int) backend.Problem {
			return newProblem(nn.Shape{C: 1, H: 8, W: 8}, 10, 100, 8, deepConv(depth, 8))
		}},
	}
}

type deepNet struct {
	name  string
	hyper backend.Hyper
	of    func(depth int) backend.Problem
}

// scaledWeights are the problems of another function with smaller weights.
func scaledWeights(by float32, of func(int) backend.Problem) func(int) backend.Problem {
	return func(depth int) backend.Problem {
		p := of(depth)
		for _, w := range p.State.Params {
			for i := range w {
				w[i] *= by
			}
		}
		return p
	}
}

// deepConv is depth convolutions of sigmoid units and an output layer.
func deepConv(depth, units int) []nn.LayerSpec {
	var layers []nn.LayerSpec
	for range depth {
		layers = append(layers,
			nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1},
			nn.LayerSpec{Kind: nn.KindAct, Act: "sigmoid"})
	}
	return append(layers, nn.LayerSpec{Kind: nn.KindFlatten}, nn.LayerSpec{Kind: nn.KindDense, Units: 10})
}

// BenchmarkDepth measures how long a layer takes at growing depths, as shares
// of what it takes at depth 50, on the best machine there is. The depths take
// turns, so that what else the computer does touches all of them.
func BenchmarkDepth(b *testing.B) {
	depths := []int{50, 66, 80, 100}
	for _, n := range deepNets() {
		b.Run(n.name, func(b *testing.B) {
			nets := make([]*Backend, len(depths))
			for i, d := range depths {
				nets[i] = New().On(bestMachine(b))
				if err := nets[i].Reset(n.of(d)); err != nil {
					b.Fatal(err)
				}
				_ = nets[i].Train(20, n.hyper)
			}
			least := slices.Repeat([]float64{math.Inf(1)}, len(depths))
			for b.Loop() {
				for i, d := range depths {
					least[i] = min(least[i], perLayer(nets[i], n.hyper, d))
				}
			}
			b.ReportMetric(least[0]/1e3, "µs/layer@50")
			for i, d := range depths[1:] {
				b.ReportMetric(least[i+1]/least[0], fmt.Sprintf("x@%d", d))
			}
		})
	}
}

// perLayer is how many nanoseconds a layer takes in a step.
func perLayer(e *Backend, h backend.Hyper, depth int) float64 {
	const steps = 3
	began := time.Now()
	_ = e.Train(steps, h)
	return float64(time.Since(began).Nanoseconds()) / steps / float64(depth)
}
