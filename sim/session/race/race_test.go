package race

import (
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
)

// slow is a backend whose steps take time of the test's clock. One that is late trains behind
// what it is asked for, as a GPU does.
type slow struct {
	backend.Backend
	name     string
	step     int
	stepCost time.Duration
	look     time.Duration // what an observation takes
	failAt   int
}

func (b *slow) Info() backend.Info { return backend.Info{Name: b.name} }
func (b *slow) Close()             {}

func (b *slow) Train(n int, _ backend.Hyper) error {
	if b.failAt > 0 && b.step+n >= b.failAt {
		return errors.New("it broke")
	}
	time.Sleep(time.Duration(n) * b.stepCost)
	b.step += n
	return nil
}

func (b *slow) Observe(backend.Want, backend.Hyper) (*backend.Observation, error) {
	time.Sleep(b.look)
	return &backend.Observation{Step: b.step, Loss: 1 / float64(b.step+1), Layers: []stats.Layer{{DeltaRMS: float64(b.step + 1)}, {DeltaRMS: 1}}}, nil
}

// late is a slow one that has to be waited for, and which is some way off.
type late struct {
	slow
	way  time.Duration
	owed time.Duration
	off  float64 // by which its first δ is larger
}

func (b *late) Train(n int, _ backend.Hyper) error {
	if b.failAt > 0 && b.step+n >= b.failAt {
		return errors.New("it is lost")
	}
	b.owed += time.Duration(n) * b.stepCost
	b.step += n
	return nil
}

func (b *late) Finish() error {
	time.Sleep(b.owed + b.way)
	b.owed = 0
	return nil
}

func (b *late) StartObserve(w backend.Want, h backend.Hyper) (backend.Pending, error) {
	b.owed += b.look
	o, err := (&slow{step: b.step}).Observe(w, h)
	o.Layers[0].DeltaRMS *= 1 + b.off
	return arriving{o, b.way}, err
}

type arriving struct {
	o   *backend.Observation
	way time.Duration
}

func (a arriving) Wait() (*backend.Observation, error) {
	time.Sleep(a.way)
	return a.o, nil
}

// lane is a lane on such a backend.
type lane struct {
	backend.Backend
	taken int
	out   bool
	kept  int // where it goes on after a failure
}

type racer struct{ *lane }

func (r racer) Backend() backend.Backend     { return r.lane.Backend }
func (r racer) Asks() string                 { return r.lane.Backend.Info().Name }
func (r racer) Hyper() backend.Hyper         { return backend.Hyper{} }
func (r racer) Ready() bool                  { return !r.out }
func (r racer) Taken() int                   { return r.taken }
func (r racer) Diverge(*backend.Observation) { r.out = true }
func (r racer) Fail(error)                   { r.out, r.taken = true, r.kept }
func (r racer) Train(n int) error {
	err := r.lane.Backend.Train(n, backend.Hyper{})
	if err == nil {
		r.taken += n
	}
	return err
}

// run gives turns until the one that has had the least has had so many seconds.
func run(t *testing.T, c *Race, seconds float64) {
	t.Helper()
	for turns := 0; c.Seconds() < seconds; turns++ {
		if turns > 100_000 || !c.Turn(8*time.Millisecond, nil) {
			t.Fatalf("no more turns after %d, at %g s", turns, c.Seconds())
		}
		time.Sleep(3 * time.Millisecond) // what others do in between is on nobody's account
	}
}

func pair(cpu *slow, gpu *late) (*Race, *lane, *lane) {
	a, b := &lane{Backend: cpu}, &lane{Backend: gpu}
	return New([]Lane{racer{a}, racer{b}}), a, b
}

// The seconds of a runner are those of its steps, whatever looks at it take, and both get
// the same.
func TestAccountsOfTime(t *testing.T) { synctest.Test(t, testAccountsOfTime) }

func testAccountsOfTime(t *testing.T) {
	const way = 2 * time.Millisecond
	c, cpu, gpu := pair(
		&slow{name: "cpu", stepCost: time.Millisecond, look: 40 * time.Millisecond},
		&late{slow: slow{name: "gpu", stepCost: 10 * time.Microsecond}, way: way},
	)
	run(t, c, 10)
	w := c.Wire()
	a, b := w.Runners[0], w.Runners[1]
	if want := float64(cpu.taken) / 1000; math.Abs(a.Seconds-want) > 1e-9 {
		t.Errorf("%d steps of a millisecond took %g s", cpu.taken, a.Seconds)
	}
	if least := float64(gpu.taken) / 1e5; b.Seconds < least || b.Seconds > 1.1*least {
		t.Errorf("%d steps of ten microseconds took %g s", gpu.taken, b.Seconds)
	}
	if math.Abs(a.Seconds-b.Seconds) > 2*longTurn.Seconds() {
		t.Errorf("one has had %g s, the other %g s", a.Seconds, b.Seconds)
	}
	if a.Steps != uint32(cpu.taken) || math.Abs(a.Rate-1000) > 1 || b.Rate < 90_000 || b.Rate > 100_000 {
		t.Errorf("%d steps at %g and %g a second", a.Steps, a.Rate, b.Rate)
	}
}

// Losses and gradients are of the same steps, each with the seconds that this runner had had.
func TestMarksAreCommon(t *testing.T) { synctest.Test(t, testMarksAreCommon) }

func testMarksAreCommon(t *testing.T) {
	c, _, _ := pair(&slow{name: "cpu", stepCost: time.Millisecond}, &late{slow: slow{name: "gpu", stepCost: 20 * time.Microsecond}, off: 0.01})
	run(t, c, 3)
	w := c.Wire()
	a, b := w.Runners[0], w.Runners[1]
	if len(a.Loss) < 40 || len(b.Loss) <= len(a.Loss) {
		t.Fatalf("%d and %d marks", len(a.Loss), len(b.Loss))
	}
	for i, m := range a.Loss {
		if m.Step != b.Loss[i].Step || m.Loss != b.Loss[i].Loss || math.Abs(float64(m.Seconds)-float64(m.Step)/1000) > 1e-6 {
			t.Errorf("mark %d: %+v and %+v", i, m, b.Loss[i])
		}
	}
	if last := a.Loss[len(a.Loss)-1].Step; w.Step != last || a.Delta[0] != float64(last+1) {
		t.Errorf("compared at step %d of %d, where δ is %g", w.Step, last, a.Delta[0])
	}
	if math.Abs(w.Difference[0]-0.01/1.01) > 1e-12 || w.Difference[1] != 0 {
		t.Errorf("differences %g", w.Difference)
	}
}

func TestLadder(t *testing.T) {
	n, last := 0, 0
	for at := 0; at < 100_000_000; at = rung(at) {
		if n++; n > 1 && at <= last || float64(at) > float64(last)*1.09+1 {
			t.Fatalf("from step %d to %d", last, at)
		}
		last = at
		if rung(at-1) != at && at > 0 || rung(at) <= at {
			t.Fatalf("step %d is not its own rung", at)
		}
	}
	if n > 220 {
		t.Errorf("%d rungs", n)
	}
}

// One that falls out stands where its parameters were kept; the other goes on alone.
func TestOneFallsOut(t *testing.T) { synctest.Test(t, testOneFallsOut) }

func testOneFallsOut(t *testing.T) {
	c, cpu, gpu := pair(&slow{name: "cpu", stepCost: time.Millisecond}, &late{slow: slow{name: "gpu", stepCost: 100 * time.Microsecond, failAt: 5000}})
	gpu.kept = 100
	run(t, c, 2)
	w := c.Wire()
	if b := w.Runners[1]; !c.Dropped(1) || b.Steps != 100 || b.Loss[len(b.Loss)-1].Step > 100 || b.Seconds > 0.05 {
		t.Errorf("the lost one: %d steps in %g s, dropped %t", b.Steps, b.Seconds, c.Dropped(1))
	}
	if cpu.taken < 2000 || c.Dropped(0) {
		t.Errorf("the other one came to step %d", cpu.taken)
	}
}

func TestTurnsHoldToALimit(t *testing.T) { synctest.Test(t, testTurnsHoldToALimit) }

func testTurnsHoldToALimit(t *testing.T) {
	c, cpu, gpu := pair(&slow{name: "cpu", stepCost: time.Millisecond}, &late{slow: slow{name: "gpu", stepCost: time.Microsecond}})
	for c.Turn(8*time.Millisecond, func(i int) int { return 70 - []*lane{cpu, gpu}[i].taken }) {
	}
	if cpu.taken != 70 || gpu.taken != 70 {
		t.Errorf("steps %d and %d, want 70", cpu.taken, gpu.taken)
	}
}

func TestCrossover(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		a, b []float64
		want float64
	}{
		{[]float64{8, 4, 2, 1}, []float64{1, 1, 1, 1}, nan},
		{[]float64{8, 4, 2, 1}, []float64{2, 2, 2, 2}, 32},
		{[]float64{8, 4, 2, 1}, []float64{math.Sqrt(8), math.Sqrt(8), math.Sqrt(8), math.Sqrt(8)}, 16 * math.Sqrt2},
		{[]float64{1, 1, 1, 1}, []float64{2, 2, 2, 2}, 8},
		{[]float64{1, 1, 1, 1}, []float64{2, 0.5, 2, 2}, 16 * math.Sqrt2},
		{[]float64{4, nan, 1, nan}, []float64{1, 2, 4, 2}, 16},
		{[]float64{nan, nan, nan, nan}, []float64{1, 2, 4, 2}, nan},
	} {
		if got := Crossover([]int{8, 16, 32, 64}, c.a, c.b); !(math.Abs(got-c.want) < 1e-9 || math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%v against %v: %g, want %g", c.b, c.a, got, c.want)
		}
	}
}

// sized are backends whose steps take as long as the width of their network says.
func sized(gpu bool, cost func(width int) time.Duration) Entrant {
	return Entrant{GPU: gpu, Make: func(p backend.Problem, _ backend.Hyper) (backend.Backend, error) {
		if gpu {
			return &late{slow: slow{stepCost: cost(p.Batch)}, way: 5 * time.Millisecond}, nil
		}
		return &slow{stepCost: cost(p.Batch)}, nil
	}}
}

// A sweep finds where the GPU overtakes, whatever the way there takes, and leaves what takes too long.
func TestSweep(t *testing.T) { synctest.Test(t, testSweep) }

func testSweep(t *testing.T) {
	s := &Sweep{
		Problem: func(width int) (backend.Problem, backend.Hyper, error) {
			return backend.Problem{Batch: width}, backend.Hyper{}, nil
		},
		Entrants: []Entrant{
			sized(false, func(w int) time.Duration { return time.Duration(w*w) * time.Microsecond }),
			sized(true, func(w int) time.Duration { return time.Millisecond + time.Duration(w)*time.Microsecond }),
		},
	}
	share, slices := 0.0, 0
	for s.Work(8 * time.Millisecond) {
		if now := s.Wire().Share; now < share {
			t.Errorf("from %g done to %g", share, now)
		} else {
			share = now
		}
		slices++
	}
	w := s.Wire()
	for i, width := range w.Widths {
		cpu, gpu := 1e6/float64(width*width), 1e6/float64(1000+width)
		if i < 7 && math.Abs(w.Rates[0][i]/cpu-1) > 1e-6 || i == 7 && !math.IsNaN(w.Rates[0][i]) {
			t.Errorf("CPU at width %d: %g steps a second, want %g", width, w.Rates[0][i], cpu)
		}
		if math.Abs(w.Rates[1][i]/gpu-1) > 1e-6 {
			t.Errorf("GPU at width %d: %g steps a second, want %g", width, w.Rates[1][i], gpu)
		}
	}
	if math.Abs(w.Crossover-32.2) > 0.3 || w.Share != 1 { // w² = 1000 + w at 32.13
		t.Errorf("the GPU overtakes at width %g; %g done", w.Crossover, w.Share)
	}
	if slices < 50 {
		t.Errorf("only %d slices", slices)
	}
}

func TestSweepStops(t *testing.T) { synctest.Test(t, testSweepStops) }

func testSweepStops(t *testing.T) {
	s := &Sweep{
		Problem: func(int) (backend.Problem, backend.Hyper, error) {
			return backend.Problem{Batch: 1}, backend.Hyper{}, nil
		},
		Entrants: []Entrant{sized(false, func(int) time.Duration { return time.Millisecond }), None()},
	}
	for range 30 {
		s.Work(time.Millisecond)
	}
	s.Stop()
	if w := s.Wire(); s.Work(time.Millisecond) || !s.Done() || math.IsNaN(w.Rates[0][0]) || !math.IsNaN(w.Rates[1][0]) || !math.IsNaN(w.Crossover) {
		t.Errorf("after it was stopped: %+v", s.Wire())
	}
}
