package gpu

import (
	"context"
	"fmt"
	"testing"
	"time"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/selftest"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/ref"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/session"
)

// BenchmarkSgemm measures the product of the forward pass by itself.
func BenchmarkSgemm(b *testing.B) {
	d := testDevice(b)
	for _, n := range []int{256, 1024} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkSgemm(b, d, d.matmul, n) })
	}
}

// BenchmarkSquares measures it with squares of each size, whatever the host would
// take, where there is a GPU for the largest.
func BenchmarkSquares(b *testing.B) {
	d := testDevice(b)
	for _, m := range eachMatmul() {
		for _, n := range []int{256, 512, 1024, 2048, 4096} {
			b.Run(fmt.Sprint(m.Name, "/", n), func(b *testing.B) {
				if n > 512 && d.inSoftware() {
					b.Skip("it takes minutes where a GPU is software")
				}
				benchmarkSgemm(b, d, m, n)
			})
		}
	}
}

func benchmarkSgemm(b *testing.B, d *Device, m shaders.Matmul, n int) {
	took, err := d.timeMatmul(m, n, b.N)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(2e-9*float64(n)*float64(n)*float64(n)*float64(b.N)/took.Seconds(), "GFLOP/s")
}

// speedProblems are the networks that site/test/peers trains in other libraries,
// under the same names, and D beside them.
func speedProblems() map[string]backend.Problem {
	return map[string]backend.Problem{
		"A": speedProblem(2, 2, 10, 8, 500, 10, "sigmoid"),
		"D": speedProblem(2, 2, 20, 32, 500, 32, "relu"),
		"B": speedProblem(64, 10, 20, 64, 500, 128, "relu"),
		"C": speedProblem(784, 10, 10, 512, 1000, 256, "relu"),
		"E": speedImages(),
	}
}

// frame is the time between two pictures on the page.
const frame = time.Second / 30

// BenchmarkShapes measures training steps of a session, as the page has one, with
// the statistics of all layers read at every frame and without.
func BenchmarkShapes(b *testing.B) {
	problems := speedProblems()
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		b.Run(name, func(b *testing.B) {
			b.Run("plain", func(b *testing.B) { benchmarkSession(b, problems[name], time.Hour) })
			b.Run("norms", func(b *testing.B) { benchmarkSession(b, problems[name], frame) })
		})
	}
}

// benchmarkSession trains b.N steps at least, a turn of the page's loop at a time,
// with a snapshot whenever a picture is due: on the page, too, a picture is sent
// for between two and comes a turn later.
func benchmarkSession(b *testing.B, p backend.Problem, picture time.Duration) {
	const turn = 8 * time.Millisecond // as in wasm/engine
	e := &counting{Backend: testDevice(b).NewBackend().(*Backend), problem: p}
	s := newSession(b, e)
	defer s.Close()
	s.Work(turn)
	s.Snapshot(0) // compiles
	s.SetRunning(false)
	s.Stats() // waits: a browser compiles while the program goes on
	s.SetRunning(true)
	pictures, before := 0, e.steps
	b.ResetTimer()
	for due := time.Now().Add(picture); e.steps-before < b.N; {
		s.Work(turn)
		if time.Now().Before(due) || s.Snapshot(1) == nil {
			continue
		}
		if due = due.Add(picture); due.Before(time.Now()) {
			due = time.Now()
		}
		pictures++
	}
	s.SetRunning(false)
	s.Stats() // once all steps are taken
	b.ReportMetric(float64(e.steps-before)/b.Elapsed().Seconds(), "steps/s")
	b.ReportMetric(float64(pictures)/b.Elapsed().Seconds(), "pictures/s")
}

// counting is a backend that trains a problem of the benchmark's own, whatever a
// session gives it, and counts the steps.
type counting struct {
	*Backend
	problem backend.Problem
	steps   int
}

func (c *counting) Reset(backend.Problem) error { return c.Backend.Reset(c.problem) }

func (c *counting) Train(n int, h backend.Hyper) error {
	c.steps += n
	return c.Backend.Train(n, h)
}

// only is a device that makes one backend.
type only struct{ backend backend.Backend }

func (o only) NewBackend() backend.Backend     { return o.backend }
func (only) NewTrials(n int) []backend.Backend { return make([]backend.Backend, n) }
func (only) Prepare([]backend.Trial) error     { return nil }
func (only) Test() error                       { return nil }

// newSession trains one lane on e, of as many layers as e's problem has. It
// evaluates nothing, as this costs what the data set is large.
func newSession(b *testing.B, e *counting) *session.Session {
	b.Helper()
	s := session.New(session.Openers{
		CPU:  func() backend.Backend { return ref.New() },
		GPU:  func(context.Context) (backend.GPU, error) { return only{e}, nil },
		Data: func(context.Context, string, uint64) (*data.Set, error) { return e.problem.Data, nil },
	})
	s.MaxEval = 0
	depth := len(e.problem.Spec.LayerNames()) - 1
	cfg, problems := experiment.ParseQuery(fmt.Sprintf("backend=gpu&vs=none&act=relu&init=xavier&lr=0.01&speed=max&batch=%d&depth=%d", e.problem.Batch, depth))
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	if err := s.Apply(b.Context(), cfg); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkTrain takes steps and nothing else, as many as it is told: see
// TestCallsPerStep of site/test.
func BenchmarkTrain(b *testing.B) {
	for name, p := range speedProblems() {
		b.Run(name, func(b *testing.B) {
			e := testDevice(b).NewBackend().(*Backend)
			defer e.Close()
			h := backend.Hyper{Optimiser: optim.SGD, LR: 0.01}
			err := e.Reset(p)
			if err == nil {
				err = e.Train(1, h) // compiles
			}
			b.ResetTimer()
			for left := b.N; left > 0 && err == nil; {
				n := min(left, max(e.pace.Portion(), 1))
				err = e.Train(n, h)
				left -= n
			}
			if err == nil {
				err = e.pace.Drain()
			}
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkObserve measures a look at a network that stands still.
func BenchmarkObserve(b *testing.B) {
	for name, p := range speedProblems() {
		b.Run(name, func(b *testing.B) {
			e := testDevice(b).NewBackend().(*Backend)
			defer e.Close()
			if err := e.Reset(p); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := e.Observe(backend.Want{}, backend.Hyper{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// speedImages is a net of two pairs of conv layers, a pool behind each.
func speedImages() backend.Problem {
	p := speedProblem(784, 10, 1, 8, 500, 64, "relu")
	p.Spec.Input = nn.Shape{C: 1, H: 28, W: 28}
	p.Data.Shape, p.Spec.Layers = p.Spec.Input, nil
	for _, channels := range []int{16, 32} {
		conv := nn.LayerSpec{Kind: nn.KindConv, Units: channels, Kernel: 3, Stride: 1, Pad: 1}
		relu := nn.LayerSpec{Kind: nn.KindAct, Act: "relu"}
		p.Spec.Layers = append(p.Spec.Layers, conv, relu, conv, relu, nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2})
	}
	p.Spec.Layers = append(p.Spec.Layers, nn.LayerSpec{Kind: nn.KindFlatten}, dense(10))
	return withZeros(p)
}

// withZeros gives a problem parameters that are all 0: speed does not depend on
// them.
func withZeros(p backend.Problem) backend.Problem {
	p.State = backend.State{}
	tensors, _ := p.Spec.Tensors()
	for _, t := range tensors {
		p.State.Params = append(p.State.Params, make([]float32, t.Size()))
	}
	return p
}

func speedProblem(features, classes, depth, width, rows, batch int, act string) backend.Problem {
	p := selftest.Dense(features, classes)
	set := &data.Set{Name: "speed", Shape: nn.Vector(features), Classes: classes}
	set.Train = data.Part{X: make([]float32, rows*features), Y: make([]float32, rows)}
	set.Test = set.Train
	p.Data, p.Batch, p.Spec.Layers = set, batch, nil
	for range depth {
		p.Spec.Layers = append(p.Spec.Layers, dense(width), nn.LayerSpec{Kind: nn.KindAct, Act: act})
	}
	p.Spec.Layers = append(p.Spec.Layers, dense(set.Outputs()))
	return withZeros(p)
}

func dense(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

// BenchmarkRBM measures steps of pre-training, small and as of digits.
func BenchmarkRBM(b *testing.B) {
	for _, visible := range []int{16, 784} {
		b.Run(fmt.Sprint(visible), func(b *testing.B) {
			r := testDevice(b).NewBackend().NewRBM()
			defer r.Close()
			p := backend.RBMProblem{Visible: visible, Hidden: 32, Batch: 32, W: make([]float32, 32*visible), B: make([]float32, 32), X: make([]float32, 512*visible)}
			if err := r.Reset(p); err != nil {
				b.Fatal(err)
			}
			for _, steps := range []int{1, b.N} { // the first compiles
				b.ResetTimer()
				if err := r.Train(steps); err != nil {
					b.Fatal(err)
				}
				if _, err := r.Observe(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
