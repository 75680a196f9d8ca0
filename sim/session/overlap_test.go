package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/text"
)

// overlapping is a fake GPU whose observations are on their way until they are
// waited for.
type overlapping struct {
	fake
	onTheWay int
	trained  int // steps while an observation was on its way
	failure  error
}

func (o *overlapping) Train(n int, h backend.Hyper) error {
	if o.onTheWay > 0 {
		o.trained += n
	}
	return o.fake.Train(n, h)
}

func (o *overlapping) StartObserve(w backend.Want, h backend.Hyper) (backend.Pending, error) {
	seen, err := o.fake.Observe(w, h)
	o.onTheWay++
	return &pendingFake{o, seen}, err
}

func (o *overlapping) Observe(w backend.Want, h backend.Hyper) (*backend.Observation, error) {
	p, err := o.StartObserve(w, h)
	if err != nil {
		return nil, err
	}
	return p.Wait()
}

type pendingFake struct {
	from *overlapping
	seen *backend.Observation
}

func (p *pendingFake) Wait() (*backend.Observation, error) {
	p.from.onTheWay--
	return p.seen, p.from.failure
}

// newOverlapping is a session on overlapping fakes.
func newOverlapping(t *testing.T, query string) (b *bench, gpus *[]*overlapping) {
	t.Helper()
	gpus = &[]*overlapping{}
	b = &bench{Session: New(Openers{
		CPU: func() backend.Backend { return &fake{name: "cpu", stepCost: time.Microsecond} },
		GPU: func(context.Context) (backend.GPU, error) {
			return &fakeGPU{open: func() backend.Backend {
				o := &overlapping{fake: fake{name: "gpu", stepCost: time.Microsecond}}
				*gpus = append(*gpus, o)
				return o
			}}, nil
		},
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) { return data.Generate(name, seed) },
	})}
	b.apply(t, query)
	return b, gpus
}

// While lanes train they are not waited for; what comes is of the step that it
// was sent for at, the same in all lanes.
func TestLooksOverlapTraining(t *testing.T) { synctest.Test(t, testLooksOverlapTraining) }

func testLooksOverlapTraining(t *testing.T) {
	b, gpus := newOverlapping(t, "backend=gpu")
	b.Stats() // the first one is waited for
	b.work(t, func() bool { return (*gpus)[0].trained > 0 && b.views.ahead == nil })
	for i, l := range b.lanes {
		if (*gpus)[i].trained == 0 {
			t.Errorf("lane %d did not train while it was looked at", i)
		}
		if l.obs.Step != b.lanes[0].obs.Step || l.obs.Step >= l.step {
			t.Errorf("lane %d: seen at step %d of %d, the first one at %d", i, l.obs.Step, l.step, b.lanes[0].obs.Step)
		}
	}
}

// Who pauses sees where the lanes stand, whatever is on its way.
func TestPausingShowsTheLastStep(t *testing.T) { synctest.Test(t, testPausingShowsTheLastStep) }

func testPausingShowsTheLastStep(t *testing.T) {
	b, gpus := newOverlapping(t, "backend=gpu")
	b.Stats()
	b.work(t, func() bool { return b.views.ahead != nil })
	b.SetRunning(false)
	st := b.Stats()
	for i, l := range b.lanes {
		if l.obs.Step != l.step || st.Lanes[i].Step != l.step {
			t.Errorf("lane %d: paused at step %d, seen at %d, shown at %d", i, l.step, l.obs.Step, st.Lanes[i].Step)
		}
		if n := (*gpus)[i].onTheWay; n != 0 {
			t.Errorf("lane %d: %d observations were never received", i, n)
		}
	}
	for range 3 {
		if b.Work(time.Millisecond) || b.Stats().Step != st.Step {
			t.Fatal("a paused session moves")
		}
	}
}

// What is on its way when the lanes are made anew, or move, is not waited for.
func TestLooksOfFormerLanesAreDropped(t *testing.T) {
	synctest.Test(t, testLooksOfFormerLanesAreDropped)
}

func testLooksOfFormerLanesAreDropped(t *testing.T) {
	for _, query := range []string{"backend=gpu&depth=3", "backend=cpu"} {
		b, _ := newOverlapping(t, "backend=gpu")
		b.Stats()
		b.work(t, func() bool { return b.views.ahead != nil })
		b.apply(t, query)
		for _, l := range b.lanes {
			if l.pending != nil {
				t.Errorf("%s: still waits for its former backend", query)
			}
		}
		step := b.lanes[0].step
		b.work(t, func() bool { return b.lanes[0].step > step && b.lanes[0].obs.Step > step })
	}
}

// A device that is lost while lanes wait for it costs them the look.
func TestLossDuringALook(t *testing.T) { synctest.Test(t, testLossDuringALook) }

func testLossDuringALook(t *testing.T) {
	b, gpus := newOverlapping(t, "backend=gpu")
	b.Stats()
	b.work(t, func() bool { return b.views.ahead != nil })
	for _, g := range *gpus {
		g.failure = text.New("place.lost", "why", "a test took it")
	}
	b.work(t, func() bool { return b.lanes[0].backend.Info().Name == "cpu" })
	step := b.lanes[0].step
	b.work(t, func() bool { return b.lanes[0].obs.Step > step+100 })
}
