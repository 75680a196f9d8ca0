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
	const n = 1024
	kinds := []shaders.Matmul{shaders.Tiled, shaders.Blocked}
	if d.matmul.Name == shaders.Blocked.Name {
		kinds = kinds[1:] // the other takes software adapters minutes
	}
	for _, k := range kinds {
		took, err := d.timeMatmul(k, n, 2)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d³ in %v, %.2f GFLOP/s", k.Name, n, took/2, 2*n*n*n*2/took.Seconds()/1e9)
	}
}

// The shapes that the engines are compared on. A fifth, D, is too large for
// software adapters.
func speedProblems() map[string]sim.Problem {
	shapes := map[string]sim.Problem{
		"A: 2→10×8→1, batch 10":       speedProblem(2, 2, 10, 8, 500, "sigmoid"),
		"B: 64→20×64→10, batch 128":   speedProblem(64, 10, 20, 64, 500, "relu"),
		"C: 784→10×512→10, batch 256": speedProblem(784, 10, 10, 512, 1000, "relu"),
		"E: 28×28, 4 conv, batch 64":  speedImages(),
	}
	for name, batch := range map[string]int{"A: 2→10×8→1, batch 10": 10, "B: 64→20×64→10, batch 128": 128, "C: 784→10×512→10, batch 256": 256} {
		p := shapes[name]
		p.Batch = batch
		shapes[name] = p
	}
	return shapes
}

func TestTrainingSpeed(t *testing.T) {
	wantSpeed(t)
	for name, p := range speedProblems() {
		b := newBackend(t, p)
		perSecond := measureSteps(t, b)
		looks := measureLooks(t, b)
		t.Logf("%s: %.4g steps a second by the %s plan, %v an observation", name, perSecond, b.follows, looks)
		b.Close()
	}
}

// speedImages is a net of two pairs of conv layers, a pool behind each.
func speedImages() sim.Problem {
	p := speedProblem(784, 10, 1, 8, 256, "relu")
	p.Spec.Input = nn.Shape{C: 1, H: 28, W: 28}
	p.Data.Shape, p.Batch, p.Spec.Layers = p.Spec.Input, 64, nil
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
func withZeros(p sim.Problem) sim.Problem {
	p.State = sim.State{}
	tensors, _ := p.Spec.Tensors()
	for _, t := range tensors {
		p.State.Params = append(p.State.Params, make([]float32, t.Size()))
	}
	return p
}

func speedProblem(features, classes, depth, width, rows int, act string) sim.Problem {
	p := selfTestProblem(features, classes)
	set := &data.Set{Name: "speed", Shape: nn.Vector(features), Classes: classes}
	set.Train = data.Part{X: make([]float32, rows*features), Y: make([]float32, rows)}
	set.Test = set.Train
	p.Data, p.Batch, p.Spec.Layers = set, 32, nil
	for range depth {
		p.Spec.Layers = append(p.Spec.Layers, dense(width), nn.LayerSpec{Kind: nn.KindAct, Act: act})
	}
	p.Spec.Layers = append(p.Spec.Layers, dense(set.Outputs()))
	return withZeros(p)
}

func dense(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

// measureSteps trains, twice as many steps each time, until they take a second.
func measureSteps(t *testing.T, b *Backend) float64 {
	t.Helper()
	h := sim.Hyper{Optimiser: sim.SGD, LR: 0.01}
	for n := 1; ; n *= 2 {
		began := time.Now()
		if err := b.Train(n, h); err != nil {
			t.Fatal(err)
		}
		if err := b.pace.drain(b.d); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took >= time.Second {
			t.Logf("portions of up to %d steps", b.pace.steps)
			return float64(n) / took.Seconds()
		}
	}
}

func measureLooks(t *testing.T, b *Backend) time.Duration {
	t.Helper()
	const times = 3
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
