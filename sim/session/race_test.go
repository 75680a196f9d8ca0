package session

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/text"
	"backflow/sim/wire"
)

// racing works until the runner with the least time has had so many seconds.
func (b *bench) racing(t *testing.T, seconds float64) {
	t.Helper()
	for turns := 0; b.Raced() < seconds; turns++ {
		if turns > 200_000 {
			t.Fatalf("the race came to %g s", b.Raced())
		}
		if !b.Work(2 * time.Millisecond) {
			time.Sleep(time.Millisecond)
		}
		if turns%50 == 0 {
			b.Stats()
		}
	}
}

// A race gives CPU and GPU the same time, whatever the speed that is set.
func TestRaceGivesBothTheSameTime(t *testing.T) { synctest.Test(t, testRaceGivesBothTheSameTime) }

func testRaceGivesBothTheSameTime(t *testing.T) {
	b := newBench(t, "view=race&speed=10", fake{stepCost: time.Millisecond}, fake{name: "gpu", stepCost: 50 * time.Microsecond})
	b.Gentle = true
	b.racing(t, 5)
	r := b.Snapshot(1).Race
	if len(r.Runners) != 2 || r.Runners[0].Name != "cpu" || r.Runners[1].Name != "gpu" || !r.Why.Empty() || !r.Recorded.Empty() {
		t.Fatalf("the race is %+v", r)
	}
	for i, rate := range []float64{1000, 20_000} {
		x := &r.Runners[i]
		if math.Abs(x.Seconds-5) > 0.1 || math.Abs(float64(x.Steps)/x.Seconds/rate-1) > 0.01 || math.Abs(x.Rate/rate-1) > 0.01 {
			t.Errorf("%s took %d steps in %g s, %g a second", x.Name, x.Steps, x.Seconds, x.Rate)
		}
		if len(x.Loss) == 0 || x.Loss[0].Step != 0 || len(x.Delta) != len(r.Difference) {
			t.Errorf("%s: %d marks", x.Name, len(x.Loss))
		}
	}
	if r.Step == 0 || len(r.Difference) != 11 {
		t.Errorf("compared at step %d: %g", r.Step, r.Difference)
	}
	if s := b.Stats(); s.WallMs < 9900 || math.Abs(float64(s.Lanes[0].StepsPerSec)/1000-1) > 0.01 {
		t.Errorf("both trained for %g ms, the CPU at %g steps a second", s.WallMs, s.Lanes[0].StepsPerSec)
	}
}

// The CPU has a head start while the GPU is tested, waits, and is caught up with.
func TestRaceWaitsForTheGPU(t *testing.T) { synctest.Test(t, testRaceWaitsForTheGPU) }

func testRaceWaitsForTheGPU(t *testing.T) {
	b := newBench(t, "vs=none", fake{stepCost: time.Millisecond}, fake{name: "gpu", stepCost: 2 * time.Millisecond})
	b.GPUWait = time.Millisecond
	b.device.release = make(chan struct{})
	b.apply(t, "view=race")
	for range 10_000 {
		b.Work(2 * time.Millisecond)
	}
	if r := b.Race(); b.lanes[0].step < 5000 || b.lanes[0].step > 5010 || b.lanes[1].step != 0 || r.Why.ID != "race.waits" {
		t.Errorf("at steps %d and %d, it says %q", b.lanes[0].step, b.lanes[1].step, r.Why)
	}
	close(b.device.release)
	b.racing(t, 6)
	r := b.Race()
	if !r.Why.Empty() || math.Abs(r.Runners[0].Seconds-r.Runners[1].Seconds) > 0.1 || math.Abs(float64(r.Runners[1].Steps)-3000) > 60 {
		t.Errorf("then: %q, %g s and %g s with %d steps", r.Why, r.Runners[0].Seconds, r.Runners[1].Seconds, r.Runners[1].Steps)
	}
}

// Without a GPU the CPU runs alone, it is said why, and a race that was recorded is shown.
func TestRaceWithoutGPU(t *testing.T) { synctest.Test(t, testRaceWithoutGPU) }

func testRaceWithoutGPU(t *testing.T) {
	b := newBench(t, "view=race", fake{stepCost: time.Millisecond}, fake{})
	b.racing(t, 0.2)
	if r := b.Race(); r.Why.ID != "race.noGPU" || r.Runners[0].Steps < 200 || r.Runners[1].Steps != 0 || r.Runners[1].Name != "gpu" || !b.Raceless() {
		t.Errorf("it says %q of %+v", r.Why, r.Runners)
	}
	if n := b.Notices(); len(n) != 0 {
		t.Errorf("it is said twice: %v", n)
	}
	b.Recorded = &wire.Race{Runners: make([]wire.Runner, 2), Recorded: text.Verbatim("a machine")}
	if r := b.Race(); r.Recorded.Empty() || r.Why.ID != "race.noGPU" {
		t.Errorf("recorded: %q, why %q", r.Recorded, r.Why)
	}
	before := b.lanes[0].step
	b.Step(7)
	b.work(t, func() bool { return b.Pending() == 0 })
	if got := b.lanes[0].step - before; got != 7 || b.Stats().Step != before+7 {
		t.Errorf("%d steps of 7, the account is at %d", got, b.Stats().Step)
	}
}

// Steps that are asked for are taken by both, however far apart they are.
func TestRaceTakesSteps(t *testing.T) { synctest.Test(t, testRaceTakesSteps) }

func testRaceTakesSteps(t *testing.T) {
	b := newBench(t, "view=race", fake{stepCost: time.Millisecond}, fake{name: "gpu", stepCost: 10 * time.Microsecond})
	b.racing(t, 0.3)
	before := [2]int{b.lanes[0].step, b.lanes[1].step}
	b.Step(5)
	b.work(t, func() bool { return b.Pending() == 0 })
	for range 5 {
		b.Work(time.Millisecond)
	}
	for i, l := range b.lanes {
		if l.step != before[i]+5 {
			t.Errorf("%s went from step %d to %d", l.Label, before[i], l.step)
		}
	}
}

// A GPU that is lost falls out, with a sentence, and the CPU goes on.
func TestRaceLosesItsGPU(t *testing.T) { synctest.Test(t, testRaceLosesItsGPU) }

func testRaceLosesItsGPU(t *testing.T) {
	b := newBench(t, "view=race", fake{stepCost: time.Millisecond}, fake{name: "gpu", stepCost: time.Millisecond, failAt: 700, failure: text.Verbatim("it is gone")})
	b.racing(t, 2)
	r := b.Race()
	if r.Why.ID != "race.fellOut" || b.lanes[0].step < 2000 || !r.Recorded.Empty() {
		t.Errorf("at step %d it says %q", b.lanes[0].step, r.Why)
	}
	if x := r.Runners[1]; x.Steps > 700 || len(x.Loss) == 0 {
		t.Errorf("the lost one is at step %d with %d marks", x.Steps, len(x.Loss))
	}
	if _, err := wire.Encode(b.Snapshot(1)); err != nil {
		t.Error(err)
	}
}

// Networks that diverge leave the race with what is said of them, and it ends.
func TestRaceOfWhatDiverges(t *testing.T) { synctest.Test(t, testRaceOfWhatDiverges) }

func testRaceOfWhatDiverges(t *testing.T) {
	b := newBench(t, "view=race", fake{stepCost: time.Millisecond, blowAt: 100}, fake{name: "gpu", stepCost: time.Millisecond, blowAt: 100})
	for turns := 0; !b.AllStopped(); turns++ {
		if turns > 10_000 {
			t.Fatal("it goes on")
		}
		b.Work(2 * time.Millisecond)
	}
	r := b.Race()
	if b.Work(time.Millisecond) || r.Why.ID != "session.divergence" || r.Runners[0].Steps != 100 || r.Runners[1].Steps != 100 {
		t.Errorf("at steps %d and %d it says %q", r.Runners[0].Steps, r.Runners[1].Steps, r.Why)
	}
}

// Another view leaves the race, and lanes go on; a race begins at the start.
func TestRaceBeginsAtTheStart(t *testing.T) { synctest.Test(t, testRaceBeginsAtTheStart) }

func testRaceBeginsAtTheStart(t *testing.T) {
	b := newBench(t, "vs=backend:cpu,gpu", fake{stepCost: time.Millisecond}, fake{name: "gpu", stepCost: time.Millisecond})
	b.work(t, func() bool { return b.lanes[0].step > 100 })
	b.apply(t, "vs=backend:cpu,gpu&view=race")
	if b.lanes[0].step != 0 {
		t.Errorf("the race begins at step %d", b.lanes[0].step)
	}
	b.racing(t, 0.2)
	at := b.lanes[0].step
	b.apply(t, "vs=backend:cpu,gpu")
	b.work(t, func() bool { return b.lanes[0].step > at+50 })
	if r := b.Snapshot(1).Race; len(r.Runners) != 0 {
		t.Errorf("another view has %+v", r)
	}
}

// A sweep goes on beside the race and at rest, on nobody's account, and not while nobody watches.
func TestSweepBesideTheRace(t *testing.T) { synctest.Test(t, testSweepBesideTheRace) }

func testSweepBesideTheRace(t *testing.T) {
	b := newBench(t, "view=race&depth=2", fake{stepCost: time.Millisecond}, fake{name: "gpu", stepCost: 100 * time.Microsecond})
	b.racing(t, 0.5)
	b.Sweep(true)
	b.racing(t, 1)
	if share := b.Race().Sweep.Share; !(share > 0 && share < 1) || !b.Sweeping() {
		t.Fatalf("%g of the sweep is done after half a second", share)
	}
	for i, x := range b.Race().Runners {
		if rate := []float64{1000, 10_000}[i]; math.Abs(x.Rate/rate-1) > 0.01 {
			t.Errorf("beside the sweep %s takes %g steps a second", x.Name, x.Rate)
		}
	}
	b.SetRunning(false)
	b.Unwatched = true
	share := b.Race().Sweep.Share
	for range 100 {
		if b.Work(time.Millisecond) {
			t.Fatal("nobody watches, and it works")
		}
	}
	b.Unwatched = false
	for b.Sweeping() {
		b.Work(time.Millisecond)
	}
	s := b.Race().Sweep
	if s.Share != 1 || share == 1 || s.Crossover != 8 {
		t.Errorf("at rest it came to %g; the GPU overtakes at %g", s.Share, s.Crossover)
	}
	for k := range s.Widths {
		if math.Abs(s.Rates[0][k]/1000-1) > 1e-6 || math.Abs(s.Rates[1][k]/10_000-1) > 1e-6 {
			t.Errorf("width %d: %g and %g", s.Widths[k], s.Rates[0][k], s.Rates[1][k])
		}
	}
	b.Sweep(true)
	b.Sweep(false)
	if b.Sweeping() {
		t.Error("it does not stop")
	}
}
