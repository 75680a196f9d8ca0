package gpu

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/text"
)

// smallProblem is a net whose weights are drawn from a seed.
func smallProblem(seed uint64, examples, batch int, units ...int) backend.Problem {
	rng := rand.New(rand.NewPCG(seed, 7))
	const features = 3
	set := &data.Set{Name: "test", Shape: nn.Vector(features), Classes: 2}
	set.Train = data.Part{X: normal(rng, features*examples), Y: make([]float32, examples)}
	set.Test = set.Train
	for i := range set.Train.Y {
		set.Train.Y[i] = float32(rng.IntN(2))
	}
	p := backend.Problem{Spec: nn.Spec{Input: set.Shape, Loss: nn.BCE}, Data: set, Batch: batch, Seed: seed}
	for _, u := range units {
		p.Spec.Layers = append(p.Spec.Layers, nn.LayerSpec{Kind: nn.KindDense, Units: u}, nn.LayerSpec{Kind: nn.KindAct, Act: "tanh"})
	}
	p.Spec.Layers = append(p.Spec.Layers, nn.LayerSpec{Kind: nn.KindDense, Units: 1})
	tensors, _ := p.Spec.Tensors()
	for _, t := range tensors {
		p.State.Params = append(p.State.Params, normal(rng, t.Size()))
	}
	return p
}

func newBackend(t *testing.T, p backend.Problem) *Backend {
	t.Helper()
	b := testDevice(t).NewBackend().(*Backend)
	t.Cleanup(b.Close)
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	return b
}

// The GPU's minibatches must be data.Minibatches', bit for bit, over several
// epochs and from any step.
func TestMinibatchIndices(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 64, 65, 500} {
		for _, batch := range []int{1, 3, 32, 130} {
			for _, start := range []int{0, 1000003} {
				p := smallProblem(1<<40+uint64(n), n, batch, 3)
				p.State.Step = start
				b := newBackend(t, p)
				checkIndices(t, b, p, 4)
				b.Close()
			}
		}
	}
}

func checkIndices(t *testing.T, b *Backend, p backend.Problem, steps int) {
	t.Helper()
	n, batch := p.Data.Train.Len(), p.Batch
	draw, want := data.NewMinibatches(n, p.Seed), make([]int, batch)
	test := bench{t, b.d, b.mem}
	for step := range steps {
		o, err := b.Observe(backend.Want{}, backend.Hyper{Optimiser: optim.SGD})
		test.must(err)
		draw.Batch(want, p.State.Step+step)
		for i, got := range device.Words(test.bytes(b.mem.indices, batch)) {
			if int(got) != want[i] {
				t.Fatalf("n %d, batch %d, step %d: example %d is %d, want %d", n, batch, o.Step, i, got, want[i])
			}
		}
		if o.Step != p.State.Step+step {
			t.Fatalf("step %d, want %d", o.Step, p.State.Step+step)
		}
		test.must(b.Train(1, backend.Hyper{Optimiser: optim.SGD}))
	}
}

// One call for many steps must end where many calls end.
func TestPortionsDoNotMatter(t *testing.T) {
	p := smallProblem(3, 23, 7, 5, 4)
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	one, many := newBackend(t, p), newBackend(t, p)
	if err := one.Train(41, h); err != nil {
		t.Fatal(err)
	}
	for range 41 {
		if err := many.Train(1, h); err != nil {
			t.Fatal(err)
		}
	}
	a, b := stateOf(t, one), stateOf(t, many)
	if a.Step != 41 || b.Step != 41 {
		t.Errorf("steps %d and %d, want 41", a.Step, b.Step)
	}
	for i := range a.Params {
		if !slices.Equal(a.Params[i], b.Params[i]) {
			t.Errorf("tensor %d differs", i)
		}
	}
}

func stateOf(t *testing.T, b backend.Backend) *backend.State {
	t.Helper()
	o, err := b.Observe(backend.Want{State: true}, backend.Hyper{Optimiser: optim.SGD})
	if err != nil {
		t.Fatal(err)
	}
	return o.State
}

// A step must be W − lr·factor·(∂C/∂W + decay·W), the decay for weights only,
// with the layer's own factor.
func TestSGDStep(t *testing.T) {
	p := smallProblem(5, 23, 7, 17, 5)
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.3, Decay: 0.05, LayerLR: []float64{2, 0, 0.5}}
	b := newBackend(t, p)
	o, err := b.Observe(backend.Want{Gradients: true}, h)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Train(1, h); err != nil {
		t.Fatal(err)
	}
	tensors, _ := p.Spec.Tensors()
	for i, got := range stateOf(t, b).Params {
		want := make([]float64, len(got))
		for j := range got {
			w, g := float64(p.State.Params[i][j]), float64(o.Gradients[i][j])
			if tensors[i].Role == nn.RoleWeight {
				g += h.Decay * w
			}
			want[j] = w - h.LR*h.LayerLR[tensors[i].Layer]*g
		}
		near(t, "parameters", got, want, 1e-6)
	}
}

// Two observations may be on their way, and steps behind them change neither.
func TestObservationsOverlapTraining(t *testing.T) {
	p := smallProblem(6, 23, 7, 5)
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	b := newBackend(t, p)
	first, err1 := b.StartObserve(backend.Want{State: true}, h)
	err2 := b.Train(3, h)
	second, err3 := b.StartObserve(backend.Want{State: true}, h)
	if _, err := b.StartObserve(backend.Want{}, h); err == nil {
		t.Error("a third observation was taken on")
	}
	err4 := b.Train(2, h)
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	o2, err2 := second.Wait()
	o1, err1 := first.Wait()
	if err1 != nil || err2 != nil || o1.Step != 0 || o2.Step != 3 {
		t.Fatalf("steps %+v, %+v; errors %v, %v", o1, o2, err1, err2)
	}
	if !slices.Equal(o1.State.Params[0], p.State.Params[0]) {
		t.Error("steps handed over later changed the first observation")
	}
}

// A picture's size may change while an observation is on its way, and a Reset
// drops what is.
func TestObservationsOfOtherSizes(t *testing.T) {
	p := smallProblem(6, 23, 7, 5, 4)
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	b := newBackend(t, p)
	small, err1 := b.StartObserve(backend.Want{Units: 2}, h)
	large, err2 := b.StartObserve(backend.Want{Units: 5}, h)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	o2, err2 := large.Wait()
	o1, err1 := small.Wait()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if !slices.Equal(o1.Layers[1].Act, o2.Layers[1].Act[:2]) || !slices.Equal(o1.Layers[1].W[:2], o2.Layers[1].W[:2]) {
		t.Errorf("samples of two sizes differ: %v %v, %v %v", o1.Layers[1].Act, o1.Layers[1].W, o2.Layers[1].Act, o2.Layers[1].W)
	}

	lost, err := b.StartObserve(backend.Want{}, h)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	if _, err := lost.Wait(); err == nil {
		t.Error("an observation outlived its network")
	}
}

func TestLostDevice(t *testing.T) {
	d := anotherDevice(t, nil)
	b := d.NewBackend()
	defer b.Close()
	if err := b.Reset(smallProblem(6, 23, 7, 5)); err != nil {
		t.Fatal(err)
	}
	d.Fail(Lost, text.Verbatim("a test took it"))
	d.Fail(Refused, text.Verbatim("which comes of it"))
	h := backend.Hyper{Optimiser: optim.SGD}
	_, observed := b.Observe(backend.Want{}, h)
	for _, err := range []error{b.Train(1, h), observed, b.Reset(smallProblem(6, 23, 7, 5))} {
		if err == nil || !strings.Contains(err.Error(), "a test took it") {
			t.Errorf("on a lost device: %v", err)
		}
	}
}

func TestRefusals(t *testing.T) {
	b := newBackend(t, smallProblem(1, 5, 2, 3))
	if err := b.Train(1, backend.Hyper{Optimiser: "newton"}); err == nil {
		t.Error("trained with an optimiser that there is no kernel for")
	}
	wide := smallProblem(1, 5, 2, 3)
	wide.Spec.Layers[0].Units = 1 << 30
	if err := b.Reset(wide); err == nil {
		t.Error("parameters that do not match the network were taken")
	}
	if err := b.Train(1, backend.Hyper{Optimiser: optim.SGD}); err == nil {
		t.Error("trained after a Reset that failed")
	}
}

// A network that does not fit is refused in words, before anything is asked of
// the device.
func TestTooLargeForTheDevice(t *testing.T) {
	d := testDevice(t)
	var unsupported *backend.UnsupportedError
	if err := d.room("parameters", int(d.dev.MostBytes()/4+1)); !errors.As(err, &unsupported) {
		t.Errorf("room for more than a buffer may hold: %v", err)
	}
	if err := d.room("parameters", 1000); err != nil {
		t.Error(err)
	}
}

// What a measurement decides is measured once for a shape, and a network that
// is trained meanwhile is not disturbed.
func TestPlanIsChosenByMeasurement(t *testing.T) {
	good := testDevice(t)
	d := multiplying(good, good.matmul)
	p := smallProblem(6, 23, 7, 90, 80)
	b := d.NewBackend().(*Backend)
	defer b.Close()
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	if len(d.plans) != 1 || d.plans[b.net.ShapeKey(p.Batch)] != b.follows {
		t.Errorf("follows %q, measured %v", b.follows, d.plans)
	}
	if s := stateOf(t, b); s.Step != 0 || !slices.Equal(s.Params[0], p.State.Params[0]) {
		t.Error("the measurement has trained the network itself")
	}
	d.plans[b.net.ShapeKey(p.Batch)] = "tiled"
	if err := b.Reset(p); err != nil || b.follows != "tiled" {
		t.Errorf("follows %q in spite of what is known; %v", b.follows, err)
	}
	for _, c := range []struct {
		plan  string
		units []int
	}{{"fused", []int{8, 8, 8}}, {"tiled", []int{600, 600}}} {
		small := smallProblem(6, 23, 7, c.units...)
		if err := b.Reset(small); err != nil || b.follows != c.plan {
			t.Errorf("units %v: follows %q, want %q; %v", c.units, b.follows, c.plan, err)
		}
	}
	if len(d.plans) != 1 {
		t.Errorf("measured what is known beforehand: %v", d.plans)
	}
}

// However many portions are on their way at a time, each takes its own number
// of steps.
func TestNoStepIsLost(t *testing.T) {
	p := smallProblem(3, 23, 10, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8)
	for plan, most := range map[string]int{"fused": 300, "tiled": 40} { // whose steps take far longer
		b := &Backend{d: testDevice(t), only: plan}
		if err := b.Reset(p); err != nil {
			t.Fatal(err)
		}
		asked := 0
		for n := 1; n <= most; n = 2*n + 1 {
			for _, lr := range []float64{0.1, 0.01} {
				if err := b.Train(n, backend.Hyper{Optimiser: optim.SGD, LR: lr}); err != nil {
					t.Fatal(err)
				}
				asked += n
			}
		}
		if s := stateOf(t, b); s.Step != asked {
			t.Errorf("%s: step %d after %d steps", plan, s.Step, asked)
		}
		b.Close()
	}
}

// A step that begins with what a look has left must be the step without it, by
// every plan and rule.
func TestLooksDoNotChangeSteps(t *testing.T) {
	p := smallProblem(8, 23, 7, 17, 5)
	for _, plan := range []string{"fused", "tiled"} {
		for _, h := range []backend.Hyper{
			{Optimiser: optim.SGD, LR: 0.1, Decay: 0.1},
			{Optimiser: optim.Adam, LR: 0.01, Clip: 0.5},
			{Optimiser: optim.Momentum, LR: 0.1, Equalise: true},
		} {
			seen, unseen := planned(t, plan, p), planned(t, plan, p)
			for range 3 {
				if _, err := seen.Observe(backend.Want{Units: 4, Eval: true}, h); err != nil {
					t.Fatal(err)
				}
				for _, b := range []*Backend{seen, unseen} {
					if err := b.Train(2, h); err != nil {
						t.Fatal(err)
					}
				}
			}
			got, want := stateOf(t, seen), stateOf(t, unseen)
			if got.Step != want.Step {
				t.Errorf("%s, %s: step %d, want %d", plan, h.Optimiser, got.Step, want.Step)
			}
			for i := range want.Params {
				near(t, plan+", "+string(h.Optimiser), got.Params[i], widened(want.Params[i]), 1e-5)
			}
		}
	}
}

func planned(t *testing.T, plan string, p backend.Problem) *Backend {
	t.Helper()
	return started(t, &Backend{d: testDevice(t), only: plan}, p)
}

func started(t *testing.T, b *Backend, p backend.Problem) *Backend {
	t.Helper()
	t.Cleanup(b.Close)
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	return b
}

func widened(xs []float32) []float64 {
	wide := make([]float64, len(xs))
	for i, x := range xs {
		wide[i] = float64(x)
	}
	return wide
}
