package session

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/nn"
	"backflow/sim/session/pretrain"
)

// fakeRBM only counts.
type fakeRBM struct {
	maker  *fake
	p      backend.RBMProblem
	step   int
	err    float64
	closed bool
}

func (f *fake) NewRBM() backend.RBM {
	m := &fakeRBM{maker: f, err: f.rbmError}
	if f.machines != nil {
		*f.machines = append(*f.machines, m)
	}
	return m
}

func (f *fakeRBM) Reset(p backend.RBMProblem) error { f.p, f.step = p, 0; return nil }

func (f *fakeRBM) Train(n int) error {
	if f.maker.failAt > 0 && f.step+n >= f.maker.failAt {
		return f.maker.failure
	}
	f.step += n
	return nil
}

func (f *fakeRBM) Observe() (backend.RBMObservation, error) {
	return backend.RBMObservation{Step: f.step, W: f.p.W, B: f.p.B, Error: f.err}, nil
}

func (f *fakeRBM) Close() { f.closed = true }

// newPretrainBench is a bench whose RBMs are fakes, too.
func newPretrainBench(t *testing.T, query string, cpu, gpu fake) (*bench, *[]*fakeRBM) {
	t.Helper()
	var machines []*fakeRBM
	cpu.machines, gpu.machines = &machines, &machines
	b := newBench(t, "", cpu, gpu)
	b.cpus, b.gpus = nil, nil
	b.apply(t, query)
	return b, &machines
}

// trainers are the fakes that trained auto-encoders: dense, activation, dense,
// as no lane in these tests is.
func trainers(fakes []*fake) []*fake {
	var list []*fake
	for _, f := range fakes {
		if len(f.problem.Spec.Layers) == 3 {
			list = append(list, f)
		}
	}
	return list
}

func (b *bench) pretrained() bool { _, left := b.Pretraining(); return left == 0 }

func TestNoLaneStepsBeforeAllArePretrained(t *testing.T) {
	synctest.Test(t, testNoLaneStepsBeforeAllArePretrained)
}

func testNoLaneStepsBeforeAllArePretrained(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=3&vs=pretrain:none,autoencoder", fake{stepCost: 5 * time.Microsecond}, fake{})
	sawWait, sawWork := false, false
	b.work(t, func() bool {
		st := b.Stats()
		if !b.pretrained() {
			if st.Lanes[0].Step != 0 || st.Lanes[1].Step != 0 {
				t.Fatalf("steps %d and %d during pre-training", st.Lanes[0].Step, st.Lanes[1].Step)
			}
			sawWait = sawWait || strings.Contains(st.Lanes[0].Note.String(), "Waits at step 0")
			sawWork = sawWork || strings.Contains(st.Lanes[1].Note.String(), "Pre-training layer 2 of 3 as an auto-encoder")
		}
		return st.Step > 20
	})
	if !sawWait || !sawWork {
		t.Errorf("seen waiting: %v, seen working: %v", sawWait, sawWork)
	}
	for _, l := range b.Stats().Lanes {
		if l.Note.String() != "" {
			t.Errorf("%s still says %q", l.Label, l.Note)
		}
	}
	if b.lanes[0].step != b.lanes[1].step {
		t.Errorf("lanes at steps %d and %d", b.lanes[0].step, b.lanes[1].step)
	}
}

// Layers come one after the other, input side first, each with a decoder back
// to the width below it, each for as many minibatches.
func TestPretrainingIsGreedy(t *testing.T) { synctest.Test(t, testPretrainingIsGreedy) }

func testPretrainingIsGreedy(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=3&width=5&act=sigmoid&pretrain=autoencoder", fake{}, fake{})
	if pre := b.Stats().Lanes[0].Pretraining; pre == nil || pre.Done || pre.Layer != 1 || pre.Layers != 3 || pre.Minibatches != pretrain.Steps {
		t.Fatalf("before the first minibatch: %+v", pre)
	}
	b.work(t, b.pretrained)
	encoders := trainers(b.cpus)
	if len(encoders) != 3 {
		t.Fatalf("%d auto-encoders, want 3", len(encoders))
	}
	below, loss := 2, nn.MSE
	for i, f := range encoders {
		s := f.problem.Spec
		if s.Input != nn.Vector(below) || s.Layers[0].Units != 5 || s.Layers[2].Units != below || s.Loss != loss {
			t.Errorf("layer %d is trained as %+v", i+1, s)
		}
		if f.step != pretrain.Steps || !f.closed {
			t.Errorf("layer %d took %d minibatches (closed %v), want %d", i+1, f.step, f.closed, pretrain.Steps)
		}
		if n := len(f.problem.Data.Train.X) / below; n != b.set.Train.Len() {
			t.Errorf("layer %d learns from %d examples of %d", i+1, n, b.set.Train.Len())
		}
		below, loss = 5, nn.BCE
	}
	if pre := b.Stats().Lanes[0].Pretraining; !pre.Done || pre.Layer != 3 || pre.Minibatch != pretrain.Steps || len(pre.Errors) != 3 || pre.Errors[2].Name != "3" {
		t.Errorf("afterwards: %+v", pre)
	}
}

func TestRBMsAreStacked(t *testing.T) { synctest.Test(t, testRBMsAreStacked) }

func testRBMsAreStacked(t *testing.T) {
	b, machines := newPretrainBench(t, "depth=2&width=4&act=sigmoid&pretrain=rbm", fake{}, fake{})
	b.work(t, b.pretrained)
	if len(*machines) != 2 {
		t.Fatalf("%d RBMs, want 2", len(*machines))
	}
	first, second := (*machines)[0], (*machines)[1]
	if !first.p.Gaussian || first.p.Visible != 2 || first.p.Hidden != 4 || second.p.Gaussian || second.p.Visible != 4 {
		t.Errorf("RBMs %+v and %+v", first.p, second.p)
	}
	for _, p := range second.p.X {
		if p <= 0 || p >= 1 {
			t.Fatalf("the second RBM sees %v, which is no probability", p)
		}
	}
	if first.step != pretrain.Steps || second.step != pretrain.Steps || first.p.Seed == second.p.Seed {
		t.Errorf("steps %d and %d, seeds %d and %d", first.step, second.step, first.p.Seed, second.p.Seed)
	}
}

func TestStepPretrainsFirstAndAPauseStops(t *testing.T) {
	synctest.Test(t, testStepPretrainsFirstAndAPauseStops)
}

func testStepPretrainsFirstAndAPauseStops(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=autoencoder", fake{stepCost: 2 * time.Microsecond}, fake{})
	b.SetRunning(false)
	for range 20 {
		if b.Work(time.Millisecond) {
			t.Fatal("a paused session pre-trains")
		}
	}
	b.Step(7)
	b.work(t, func() bool { return b.Pending() == 0 })
	if st := b.Stats(); st.Step != 7 || !st.Lanes[0].Pretraining.Done {
		t.Errorf("step %d, pre-training %+v", st.Step, st.Lanes[0].Pretraining)
	}
}

// A slice is kept to: the loop that calls Work also hears the page. Steps are
// counted, since a busy machine may make any of them take long.
func TestPretrainingIsDoneInSlices(t *testing.T) { synctest.Test(t, testPretrainingIsDoneInSlices) }

func testPretrainingIsDoneInSlices(t *testing.T) {
	const cost, slice = 100 * time.Microsecond, 2 * time.Millisecond
	b, _ := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=autoencoder", fake{stepCost: cost}, fake{})
	for done, slices := 0, 0; !b.pretrained(); slices++ {
		b.Work(slice)
		now, _ := b.Pretraining()
		if now-done > int(slice/cost)+1 {
			t.Errorf("slice %d took %d minibatches", slices, now-done)
		}
		done = now
	}
}

func TestOnlyLiveParametersLeavePretrainingAlone(t *testing.T) {
	synctest.Test(t, testOnlyLiveParametersLeavePretrainingAlone)
}

func testOnlyLiveParametersLeavePretrainingAlone(t *testing.T) {
	const query = "depth=2&act=sigmoid&pretrain=autoencoder"
	b, _ := newPretrainBench(t, query, fake{stepCost: 20 * time.Microsecond}, fake{})
	b.work(t, func() bool { done, _ := b.Pretraining(); return done > 100 })
	was, _ := b.Pretraining()
	b.apply(t, query+"&lr=0.5&backend=cpu")
	if done, _ := b.Pretraining(); done < was || b.lanes[0].hyper.LR != 0.5 {
		t.Errorf("a learning rate and a backend went from minibatch %d to %d", was, done)
	}
	if err := b.Reset(context.Background()); err != nil {
		t.Fatal(err)
	}
	if done, total := b.Pretraining(); done != 0 || total != 2*pretrain.Steps {
		t.Errorf("after a reset %d of %d are done", done, total)
	}
	b.work(t, b.pretrained)
	b.apply(t, query+"&seed=6")
	if b.pretrained() {
		t.Error("another seed keeps the old pre-training")
	}
}

// What the lane shows is the network as it fills: its backend is given each
// look's parameters.
func TestLooksSeeTheNetworkFill(t *testing.T) { synctest.Test(t, testLooksSeeTheNetworkFill) }

func testLooksSeeTheNetworkFill(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=autoencoder", fake{stepCost: 20 * time.Microsecond}, fake{})
	first := b.lanes[0].problem.State.Params
	b.work(t, func() bool { return len(b.lanes[0].pre.Line().Errors) == 2 })
	b.Stats()
	b.work(t, func() bool { return b.lanes[0].pre.Line().Minibatch > 50 })
	for b.lanes[0].stale(b.cfg.View) {
		b.Stats()
		b.views.spaced = time.Time{} // a look is due
	}
	if b.lanes[0].changed || b.lanes[0].obs == nil {
		t.Error("what a look has seen still counts as unseen")
	}
	own := b.cpus[0].problem.State.Params
	if &own[2][0] == &first[2][0] {
		t.Error("the lane's backend still has the first weights of layer 2")
	}
	if &own[4][0] != &first[4][0] {
		t.Error("pre-training has touched the output layer")
	}
}

// The end of pre-training is news, though no step has been taken.
func TestTheEndOfPretrainingIsSeen(t *testing.T) { synctest.Test(t, testTheEndOfPretrainingIsSeen) }

func testTheEndOfPretrainingIsSeen(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=autoencoder", fake{}, fake{})
	b.SetRunning(false)
	b.Stats()
	before := b.lanes[0].obs
	for b.Pretrain(time.Millisecond) {
	}
	if !b.lanes[0].stale(b.cfg.View) {
		t.Error("there is something new to see")
	}
	if b.Stats(); b.lanes[0].obs == before || b.lanes[0].stale(b.cfg.View) {
		t.Error("it was not looked at")
	}
}

func TestGPUThatCannotPretrainLeavesItToTheCPUAloud(t *testing.T) {
	synctest.Test(t, testGPUThatCannotPretrainLeavesItToTheCPUAloud)
}

func testGPUThatCannotPretrainLeavesItToTheCPUAloud(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=autoencoder&backend=gpu", fake{}, fake{name: "gpu", onlySGD: true})
	b.work(t, func() bool { return b.Stats().Step > 10 })
	if l := b.Stats().Lanes[0]; l.Backend != "gpu" || !l.Pretraining.Done || len(l.Pretraining.Errors) != 2 {
		t.Errorf("lane: %+v, pre-training %+v", l, l.Pretraining)
	}
	if n := b.Notices(); len(n) != 1 || n[0].Text.String() != "Sigmoid is pre-trained on the CPU: the GPU knows SGD only." {
		t.Errorf("notices: %v", n)
	}
}

func TestGPUPretrainsWhatItCan(t *testing.T) { synctest.Test(t, testGPUPretrainsWhatItCan) }

func testGPUPretrainsWhatItCan(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=autoencoder&backend=gpu", fake{}, fake{name: "gpu"})
	b.work(t, b.pretrained)
	if len(trainers(b.gpus)) != 2 || len(trainers(b.cpus)) != 0 {
		t.Errorf("%d layers were trained on the GPU, %d on the CPU", len(trainers(b.gpus)), len(trainers(b.cpus)))
	}
	b, machines := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=rbm&backend=gpu", fake{}, fake{name: "gpu"})
	b.work(t, b.pretrained)
	for i, m := range *machines {
		if m.maker.name != "gpu" || m.step != pretrain.Steps || !m.closed {
			t.Errorf("RBM %d took %d minibatches on %q (closed %v)", i, m.step, m.maker.name, m.closed)
		}
	}
	if len(*machines) != 2 {
		t.Errorf("%d RBMs, want 2", len(*machines))
	}
}

func TestRBMsGoOnOnTheCPUWhereTheGPUFails(t *testing.T) {
	synctest.Test(t, testRBMsGoOnOnTheCPUWhereTheGPUFails)
}

func testRBMsGoOnOnTheCPUWhereTheGPUFails(t *testing.T) {
	b, machines := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=rbm&backend=gpu", fake{}, fake{name: "gpu", failAt: 300, failure: errors.New("device lost")})
	b.work(t, b.pretrained)
	var made []string
	for _, m := range *machines {
		made = append(made, m.maker.name)
		if !m.closed {
			t.Error("an RBM was left open")
		}
	}
	if len(made) != 3 || made[0] != "gpu" || made[1] == "gpu" || made[2] == "gpu" {
		t.Errorf("RBMs were made on %q", made)
	}
	if n := b.Notices(); len(n) == 0 || !strings.Contains(n[0].Text.String(), "is pre-trained on the CPU: device lost.") {
		t.Errorf("notices: %v", n)
	}
}

// A lane whose pre-training fails stops and says so; the others go on.
func TestFailedPretrainingStopsItsLaneOnly(t *testing.T) {
	synctest.Test(t, testFailedPretrainingStopsItsLaneOnly)
}

func testFailedPretrainingStopsItsLaneOnly(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=2&vs=pretrain:none,autoencoder", fake{failAt: 300, failure: errors.New("device lost")}, fake{})
	b.work(t, func() bool { return b.lanes[0].step > 20 })
	l := b.Stats().Lanes[1]
	if !l.Diverged || l.Step != 0 || l.Note.String() != "Stopped in the pre-training of layer 1: device lost." {
		t.Errorf("lane: %+v", l)
	}
}

func TestDivergedPretrainingSaysSo(t *testing.T) { synctest.Test(t, testDivergedPretrainingSaysSo) }

func testDivergedPretrainingSaysSo(t *testing.T) {
	b, _ := newPretrainBench(t, "depth=2&act=sigmoid&pretrain=rbm", fake{rbmError: math.NaN()}, fake{})
	b.work(t, b.pretrained)
	if l := b.Stats().Lanes[0]; !l.Diverged || !strings.Contains(l.Note.String(), "layer 1: its numbers are no longer finite.") {
		t.Errorf("lane: %+v", l)
	}
}
