package cpu

import (
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// lookedAt are networks as the page has them: small, of digits, and a conv net.
func lookedAt() map[string]backend.Problem {
	conv := []nn.LayerSpec{{Kind: nn.KindConv, Units: 8, Kernel: 3, Stride: 1, Pad: 1}, {Kind: nn.KindAct, Act: "relu"}}
	pool := nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2}
	images := append(append(append([]nn.LayerSpec{}, conv...), conv...), pool)
	images = append(append(append(images, conv...), conv...), pool, nn.LayerSpec{Kind: nn.KindFlatten}, nn.LayerSpec{Kind: nn.KindDense, Units: 10})
	return map[string]backend.Problem{
		"2-10x8":     newProblem(nn.Vector(2), 2, 500, 10, hidden(10, 8, "sigmoid", 1)),
		"2-30x32":    newProblem(nn.Vector(2), 2, 500, 10, hidden(30, 32, "relu", 1)),
		"784-10x32":  newProblem(nn.Vector(784), 10, 500, 10, hidden(10, 32, "sigmoid", 10)),
		"784-4x256":  newProblem(nn.Vector(784), 10, 500, 64, hidden(4, 256, "relu", 10)),
		"conv 20x16": digitsConv(20, 16, "relu", 100),
		"conv 4x8":   newProblem(nn.Shape{C: 1, H: 28, W: 28}, 10, 100, 10, images),
	}
}

// BenchmarkLook measures what a look takes beside a step: the gradient that it shows is
// the next step's, and counts as that.
func BenchmarkLook(b *testing.B) {
	for name, p := range lookedAt() {
		for _, rule := range []optim.Rule{optim.SGD, optim.Adam} {
			b.Run(name+" "+string(rule), func(b *testing.B) {
				h := backend.Hyper{Optimiser: rule, LR: 1e-4}
				e := New().On(bestMachine(b))
				if err := e.Reset(p); err != nil {
					b.Fatal(err)
				}
				step := quickest(func() { _ = e.Train(1, h) })
				look := quickest(func() { _, _ = e.Observe(backend.Want{}, h) }) // at the gradient that is there
				b.ReportMetric(float64(step.Nanoseconds())/1e3, "µs/step")
				b.ReportMetric(float64(look.Nanoseconds())/1e3, "µs/look")
				b.ReportMetric(float64(look)/float64(step), "steps/look")
			})
		}
	}
}

// quickest is what a call takes on average over the best of some rounds.
func quickest(f func()) time.Duration {
	best := time.Duration(1 << 62)
	for range 50 {
		n, start := 0, time.Now()
		for time.Since(start) < 5*time.Millisecond {
			f()
			n++
		}
		best = min(best, time.Since(start)/time.Duration(n))
	}
	return best
}
