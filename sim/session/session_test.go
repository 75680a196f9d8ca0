package session

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/session/meter"
	"backflow/sim/text"
)

// fake is a backend that only counts, at a cost that the test chooses. Its tests
// run in bubbles of synctest, where the clock stands still but for what sleeps:
// everything takes exactly as long as it says, however busy the machine is.
type fake struct {
	name     string
	stepCost time.Duration
	problem  backend.Problem
	step     int
	closed   bool
	failAt   int // Train fails once this step is reached; 0 never
	failure  error
	blowAt   int  // diverges at this step; 0 never
	infinite bool // diverges before the first step
	refuse   string
	onlySGD  bool // Train refuses other optimisers
	evals    int
	evalCost time.Duration // of the first evaluation only
	lookCost time.Duration // of every look
	machines *[]*fakeRBM   // that it has made; nil for nobody's list
	rbmError float64       // with which they reconstruct
}

func (f *fake) Info() backend.Info { return backend.Info{Name: f.name} }

func (f *fake) Reset(p backend.Problem) error {
	if f.refuse != "" {
		return &backend.UnsupportedError{Reason: text.Verbatim(f.refuse)}
	}
	f.problem, f.step = p, p.State.Step
	return nil
}

func (f *fake) Train(n int, h backend.Hyper) error {
	if f.onlySGD && h.Optimiser != optim.SGD {
		return &backend.UnsupportedError{Reason: text.Verbatim("the GPU knows SGD only")}
	}
	if f.failAt > 0 && f.step+n >= f.failAt {
		return f.failure
	}
	if f.blowAt > 0 && f.step >= f.blowAt {
		f.step += n
		return nil
	}
	time.Sleep(time.Duration(n) * f.stepCost)
	f.step += n
	return nil
}

func (f *fake) Observe(w backend.Want, _ backend.Hyper) (*backend.Observation, error) {
	time.Sleep(f.lookCost)
	o := &backend.Observation{Step: f.step, Loss: 0.5}
	for i, name := range f.problem.Spec.LayerNames() {
		o.Layers = append(o.Layers, stats.Layer{Name: name, DeltaRMS: float64(1 + i*f.step)})
	}
	if w.Eval {
		if f.evals++; f.evals == 1 {
			time.Sleep(f.evalCost)
		}
		o.Train, o.Test = &backend.Score{Loss: 0.5, Accuracy: 0.75}, &backend.Score{Loss: 0.6, Accuracy: 0.7}
	}
	if w.State {
		o.State = &backend.State{Step: f.step}
		for _, p := range f.problem.State.Params {
			o.State.Params = append(o.State.Params, slices.Clone(p))
		}
	}
	if f.infinite {
		o.Diverged = &backend.Divergence{Layer: "3"}
	}
	if f.blowAt > 0 && f.step >= f.blowAt {
		o.Diverged = &backend.Divergence{Step: f.blowAt, Layer: "3"}
	}
	return o, nil
}

func (f *fake) Close() { f.closed = true }

// fakeGPU is a device that makes fakes. Its test ends once release is closed, if
// that is not nil.
type fakeGPU struct {
	open     func() backend.Backend
	release  chan struct{}
	fault    error        // that the test finds
	prepare  func() error // of Prepare; nil for nothing
	prepared atomic.Int32
	tested   atomic.Int32
}

func (g *fakeGPU) NewBackend() backend.Backend { return g.open() }

func (g *fakeGPU) NewTrials(n int) []backend.Backend {
	backends := make([]backend.Backend, n)
	for i := range backends {
		backends[i] = g.open()
	}
	return backends
}

func (g *fakeGPU) Prepare(trials []backend.Trial) error {
	g.prepared.Add(int32(len(trials)))
	if g.prepare != nil {
		return g.prepare()
	}
	return nil
}

func (g *fakeGPU) Test() error {
	g.tested.Add(1)
	if g.release != nil {
		<-g.release
	}
	return g.fault
}

// bench is a session on fakes, which it remembers.
type bench struct {
	*Session
	device     *fakeGPU
	cpus, gpus []*fake
	mu         sync.Mutex // for gpus, some of which are made beside the session
}

func newBench(t *testing.T, query string, cpu, gpu fake) *bench {
	t.Helper()
	b := &bench{}
	open := Openers{
		CPU: func() backend.Backend { f := cpu; f.name = "cpu"; b.cpus = append(b.cpus, &f); return &f },
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
			return data.Generate(name, seed)
		},
	}
	if gpu.name != "" {
		b.device = &fakeGPU{open: b.making(gpu)}
		open.GPU = func(context.Context) (backend.GPU, error) { return b.device, nil }
	}
	b.Session = New(open)
	b.apply(t, query)
	return b
}

// making makes fakes on a GPU.
func (b *bench) making(like fake) func() backend.Backend {
	return func() backend.Backend {
		b.mu.Lock()
		defer b.mu.Unlock()
		f := like
		b.gpus = append(b.gpus, &f)
		return &f
	}
}

// onDevice returns the backends on the GPU that are open, and how many there ever
// were.
func (b *bench) onDevice() (open, all int) {
	synctest.Wait() // trials are closed by a goroutine of their own
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.gpus {
		if !f.closed {
			open++
		}
	}
	return open, len(b.gpus)
}

// apply turns to a query, at full speed unless it names another.
func (b *bench) apply(t *testing.T, query string) {
	t.Helper()
	if !strings.Contains(query, "speed=") {
		query += "&speed=max"
	}
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := b.Apply(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
}

// work gives the session turns until done, a millisecond of the test's clock apart.
func (b *bench) work(t *testing.T, done func() bool) {
	t.Helper()
	const atMost = time.Minute
	for start := time.Now(); !done(); time.Sleep(time.Millisecond) {
		if time.Since(start) > atMost {
			t.Fatalf("waited %v of the test's clock in vain", atMost)
		}
		b.Work(2 * time.Millisecond)
		b.Stats()
	}
}

func TestThreeLanesTrainInLockstep(t *testing.T) { synctest.Test(t, testThreeLanesTrainInLockstep) }

func testThreeLanesTrainInLockstep(t *testing.T) {
	b := newBench(t, "", fake{stepCost: 20 * time.Microsecond}, fake{})
	b.work(t, func() bool { return b.lanes[0].step > 500 })
	st := b.Stats()
	if len(st.Lanes) != 3 {
		t.Fatalf("%d lanes, want 3", len(st.Lanes))
	}
	for _, l := range b.lanes {
		if l.step != b.lanes[0].step {
			t.Errorf("%s is at step %d, the first lane at %d", l.Label, l.step, b.lanes[0].step)
		}
	}
	if st.Samples != st.Step*32 {
		t.Errorf("%d samples after %d steps of 32", st.Samples, st.Step)
	}
}

// Renew loads data again that goes by the same name; if that fails, nothing is
// lost.
func TestRenewLoadsTheDataAgain(t *testing.T) { synctest.Test(t, testRenewLoadsTheDataAgain) }

func testRenewLoadsTheDataAgain(t *testing.T) {
	b := newBench(t, "act=tanh", fake{}, fake{})
	var refusal error
	loads := 0
	b.open.Data = func(_ context.Context, name string, seed uint64) (*data.Set, error) {
		if loads++; refusal != nil {
			return nil, refusal
		}
		return data.Generate(name, seed)
	}
	b.Step(5)
	b.work(t, func() bool { return b.Pending() == 0 })
	refusal = errors.New("line 3 is no good")
	if err := b.Renew(context.Background(), b.Config()); !errors.Is(err, refusal) || b.Stats().Step != 5 {
		t.Errorf("error %v, then step %d", err, b.Stats().Step)
	}
	refusal = nil
	set := b.set
	if err := b.Renew(context.Background(), b.Config()); err != nil || b.Stats().Step != 0 || b.set == set {
		t.Errorf("error %v, then step %d on the same set: %t", err, b.Stats().Step, b.set == set)
	}
	if err := b.Reset(context.Background()); err != nil || loads != 2 {
		t.Errorf("error %v; the data was loaded %d times, want 2", err, loads)
	}
}

func TestStepTakesExactlyN(t *testing.T) { synctest.Test(t, testStepTakesExactlyN) }

func testStepTakesExactlyN(t *testing.T) {
	b := newBench(t, "", fake{stepCost: time.Microsecond}, fake{})
	b.Step(7)
	b.work(t, func() bool { return b.Pending() == 0 })
	for range 5 {
		b.Work(time.Millisecond)
	}
	if st := b.Stats(); st.Step != 7 {
		t.Errorf("at step %d after Step(7)", st.Step)
	}
}

func TestApplyDoesTheLeast(t *testing.T) { synctest.Test(t, testApplyDoesTheLeast) }

func testApplyDoesTheLeast(t *testing.T) {
	b := newBench(t, "", fake{stepCost: time.Microsecond}, fake{})
	b.work(t, func() bool { return b.lanes[0].step > 10 })
	step := b.lanes[0].step

	b.apply(t, "lr=0.5")
	if b.lanes[0].step != step || b.lanes[0].hyper.LR != 0.5 {
		t.Errorf("a learning rate changed step %d to %d (lr %v)", step, b.lanes[0].step, b.lanes[0].hyper.LR)
	}
	b.apply(t, "lr=0.5&backend=cpu")
	if b.lanes[0].step != step {
		t.Errorf("another backend went from step %d to %d", step, b.lanes[0].step)
	}
	b.apply(t, "lr=0.5&backend=cpu&depth=4")
	if b.lanes[0].step != 0 || len(b.lanes[0].obsOrEmpty()) != 0 {
		t.Errorf("another depth starts at step %d", b.lanes[0].step)
	}
	for i, f := range b.cpus[:6] {
		if !f.closed {
			t.Errorf("backend %d was left open", i)
		}
	}
}

func (l *lane) obsOrEmpty() []stats.Layer {
	if l.obs == nil {
		return nil
	}
	return l.obs.Layers
}

func TestSpeedLimitsSteps(t *testing.T) { synctest.Test(t, testSpeedLimitsSteps) }

func testSpeedLimitsSteps(t *testing.T) {
	b := newBench(t, "speed=50", fake{}, fake{})
	for start := time.Now(); time.Since(start) < 10*time.Second; {
		if !b.Work(time.Millisecond) {
			time.Sleep(b.Idle())
		}
	}
	if n := b.lanes[0].step; n < 499 || n > 501 { // the first one comes at once
		t.Errorf("%d steps in ten seconds at 50 a second", n)
	}
}

// One sentence is enough for all lanes.
func TestGPUThatRefusesFallsBackAloud(t *testing.T) {
	synctest.Test(t, testGPUThatRefusesFallsBackAloud)
}

func testGPUThatRefusesFallsBackAloud(t *testing.T) {
	for query, says := range map[string]string{
		"backend=gpu":                  "Sigmoid, ReLU and Leaky ReLU run on the CPU: the GPU cannot run this network.",
		"backend=gpu&vs=act:relu,tanh": "ReLU and tanh run on the CPU: the GPU cannot run this network.",
		"backend=gpu&act=relu&vs=none": "ReLU runs on the CPU: the GPU cannot run this network.",
	} {
		b := newBench(t, query, fake{}, fake{name: "gpu", refuse: "the GPU cannot run this network"})
		st := b.Stats()
		if st.Lanes[0].Backend != "cpu" || !strings.Contains(st.Lanes[0].Why.String(), "cannot run") {
			t.Errorf("%s: lane %+v", query, st.Lanes[0])
		}
		if n := b.Notices(); len(n) != 1 || n[0].Level != "error" || n[0].Text.String() != says {
			t.Errorf("%s: notices %v, want %q", query, n, says)
		}
		if n := b.Notices(); len(n) != 0 {
			t.Errorf("%s: and again %v", query, n)
		}
	}
}

func TestDivergedLaneStopsAndSaysWhere(t *testing.T) {
	synctest.Test(t, testDivergedLaneStopsAndSaysWhere)
}

func testDivergedLaneStopsAndSaysWhere(t *testing.T) {
	b := newBench(t, "act=relu", fake{stepCost: time.Microsecond, blowAt: 40}, fake{})
	b.Stats()
	b.work(t, func() bool { return b.AllStopped() })
	line := b.Stats().Lanes[0]
	if !line.Diverged || !strings.Contains(line.Note.String(), "step 40") || !strings.Contains(line.Note.String(), "layer 3") {
		t.Errorf("line: %+v", line)
	}
	if b.Work(time.Millisecond) {
		t.Error("a session of stopped lanes goes on working")
	}
}

// A busy machine makes one evaluation slow; accuracies must not stay those of
// that moment for ever.
func TestSlowEvaluationIsTriedAgain(t *testing.T) { synctest.Test(t, testSlowEvaluationIsTriedAgain) }

func testSlowEvaluationIsTriedAgain(t *testing.T) {
	b := newBench(t, "act=relu", fake{stepCost: 10 * time.Microsecond, evalCost: 10 * time.Millisecond}, fake{})
	b.MaxEval = 5 * time.Millisecond
	b.work(t, func() bool { return b.cpus[0].evals > 1 })
}

func TestSnapshotHoldsEveryLane(t *testing.T) { synctest.Test(t, testSnapshotHoldsEveryLane) }

func testSnapshotHoldsEveryLane(t *testing.T) {
	b := newBench(t, "depth=3", fake{}, fake{})
	snap := b.Snapshot(9)
	if snap == nil || snap.Seq != 9 || len(snap.Lanes) != 3 || len(snap.Lanes[0].Layers) != 4 {
		t.Fatalf("snapshot: %+v", snap)
	}
	if len(snap.Points) == 0 || snap.Extent <= 0 {
		t.Error("no points to draw")
	}
}

// The next look waits for some times what it takes, be that filled with training
// or left idle by lanes that are held to a speed.
func TestLooksAreSpacedByTheClock(t *testing.T) { synctest.Test(t, testLooksAreSpacedByTheClock) }

func testLooksAreSpacedByTheClock(t *testing.T) {
	for _, speed := range []string{"10", "max"} {
		for since, want := range map[time.Duration]bool{10 * time.Second: false, 10 * time.Minute: true} {
			b := newBench(t, "depth=2&vs=none&act=relu&speed="+speed, fake{}, fake{})
			b.Snapshot(1)
			b.lanes[0].look = meter.Look{Cost: time.Minute, Seen: 2}
			b.lanes[0].step++
			b.views.spaced, b.views.evaluated = time.Now().Add(-since), time.Now()
			b.views.shown = time.Now()
			if got := b.Snapshot(2) != nil; got != want {
				t.Errorf("speed=%s: another look %v after one that took a minute: %t", speed, since, got)
			}
		}
	}
}

// A viewer who comes while steps take long gets the look that another has had,
// once, and does not wait for the next.
func TestLateViewerGetsTheNewestLook(t *testing.T) { synctest.Test(t, testLateViewerGetsTheNewestLook) }

func testLateViewerGetsTheNewestLook(t *testing.T) {
	b := newBench(t, "depth=2&vs=none&act=relu", fake{stepCost: time.Millisecond}, fake{})
	b.Stats() // the page looks first
	b.lanes[0].look = meter.Look{Cost: time.Hour, Seen: 2}
	b.lanes[0].step++
	if snap := b.Snapshot(1); snap == nil || len(snap.Lanes[0].Layers) != 3 {
		t.Fatalf("the first snapshot: %+v", snap)
	}
	if b.Snapshot(2) != nil {
		t.Error("the same look twice")
	}
	b.NewViewer()
	if b.Snapshot(3) == nil {
		t.Error("nothing for a new viewer")
	}
}

// A network whose looks are dear must not be left standing once it has diverged:
// it trains no more then, so that the next look cannot wait until it has.
func TestDivergenceIsFoundWhereLooksAreDear(t *testing.T) {
	synctest.Test(t, testDivergenceIsFoundWhereLooksAreDear)
}

func testDivergenceIsFoundWhereLooksAreDear(t *testing.T) {
	b := newBench(t, "vs=none&depth=3", fake{stepCost: time.Millisecond, lookCost: 30 * time.Millisecond, blowAt: 20}, fake{})
	b.work(t, func() bool { return b.lanes[0].stopped })
	if stats := b.Stats(); stats.Step != 20 || !strings.Contains(stats.Lanes[0].Note.String(), "step 20") {
		t.Errorf("at step %d it says “%s”", stats.Step, stats.Lanes[0].Note)
	}
}
