package gpu

import (
	"os"
	"testing"
	"time"

	"backflow/shaders"
	"backflow/sim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// wantSpeed skips measurements, which take seconds and cannot fail, unless
// they are asked for. They are tests and not benchmarks so that the same
// binary can run them in a browser.
func wantSpeed(t *testing.T) {
	t.Helper()
	if os.Getenv("BACKFLOW_SPEED") == "" {
		t.Skip("set BACKFLOW_SPEED=1 to measure")
	}
}

func TestMatmulSpeed(t *testing.T) {
	wantSpeed(t)
	d := testDevice(t)
	const n = 512
	for _, k := range []shaders.Matmul{shaders.Tiled, shaders.Blocked} {
		took, err := d.timeMatmul(k, n, 2)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d³ in %v, %.2f GFLOP/s", k.Name, n, took/2, 2*n*n*n*2/took.Seconds()/1e9)
	}
}

func TestTrainingSpeed(t *testing.T) {
	wantSpeed(t)
	for _, c := range []struct {
		name               string
		features, classes  int
		depth, width, rows int
		act                string
	}{
		{"2→10×8→1, batch 32", 2, 2, 10, 8, 500, "sigmoid"},
		{"784→3×64→10, batch 32", 784, 10, 3, 64, 4000, "relu"},
		{"784→2×512→10, batch 128", 784, 10, 2, 512, 4000, "relu"},
	} {
		b := newBackend(t, speedProblem(c.features, c.classes, c.depth, c.width, c.rows, c.act))
		perSecond := measureSteps(t, b)
		looks := measureLooks(t, b)
		t.Logf("%s: %.0f steps a second, %v an observation", c.name, perSecond, looks)
		b.Close()
	}
}

func speedProblem(features, classes, depth, width, rows int, act string) sim.Problem {
	p := selfTestProblem(features, classes)
	set := &data.Set{Name: "speed", Shape: nn.Vector(features), Classes: classes}
	set.Train = data.Part{X: make([]float32, rows*features), Y: make([]float32, rows)}
	set.Test = set.Train
	p.Data, p.Batch, p.Spec.Layers, p.State = set, 32, nil, sim.State{}
	if width > 256 {
		p.Batch = 128
	}
	for range depth {
		p.Spec.Layers = append(p.Spec.Layers, dense(width), nn.LayerSpec{Kind: nn.KindAct, Act: act})
	}
	p.Spec.Layers = append(p.Spec.Layers, dense(set.Outputs()))
	tensors, _ := p.Spec.Tensors()
	for _, t := range tensors {
		p.State.Params = append(p.State.Params, make([]float32, t.Size()))
	}
	return p
}

func dense(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

// measureSteps trains for about two seconds.
func measureSteps(t *testing.T, b *Backend) float64 {
	t.Helper()
	h := sim.Hyper{Optimiser: sim.SGD, LR: 0.01}
	train := func(atLeast time.Duration) (steps int, took time.Duration) {
		began := time.Now()
		for took < atLeast {
			if err := b.Train(20, h); err != nil {
				t.Fatal(err)
			}
			steps += 20
			took = time.Since(began)
		}
		if err := b.pace.drain(b.d); err != nil {
			t.Fatal(err)
		}
		return steps, time.Since(began)
	}
	train(500 * time.Millisecond) // finds its pace
	steps, took := train(2 * time.Second)
	t.Logf("portions of up to %d steps", b.pace.steps)
	return float64(steps) / took.Seconds()
}

func measureLooks(t *testing.T, b *Backend) time.Duration {
	t.Helper()
	const times = 10
	var began time.Time
	for i := range times + 1 {
		if i == 1 { // the first one compiles
			began = time.Now()
		}
		if _, err := b.Observe(sim.Want{Units: 16}, sim.Hyper{Optimiser: sim.SGD}); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(began) / times
}
