package placement

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/meter"
	"backflow/sim/text"
)

// stub is a lane, and what has been done with it.
type stub struct {
	name, asks string
	at         Place
	on         backend.Backend
	stopped    string
	taken      int
	kept, lost int // how often it was told to Keep, and to Restore from a lost backend
	onCPU      meter.Cost
}

func (l *stub) Name() text.Message { return text.Verbatim(l.name) }
func (l *stub) Asks() string       { return l.asks }
func (l *stub) Taken() int         { return l.taken }
func (l *stub) Place() *Place      { return &l.at }
func (l *stub) Keep()              { l.kept++ }
func (l *stub) Stopped() bool      { return l.stopped != "" }

func (l *stub) Candidate() Candidate { return Candidate{OnCPU: &l.onCPU} }

func (l *stub) Run(b backend.Backend) error {
	if err := b.Reset(backend.Problem{}); err != nil {
		return err
	}
	l.on = b
	return nil
}

func (l *stub) Restore(lost bool) {
	if lost {
		l.lost++
	}
}

func (l *stub) Stop(reason error) { l.stopped = reason.Error() }

// scene is a placement with lanes, and what viewers were told.
type scene struct {
	*Placement
	lanes  []Lane
	said   []string
	closed int
}

// newScene has a lane for each backend that is asked for. GPUs are opened so; nil is for
// a program without one.
func newScene(open func(context.Context) (backend.GPU, error), asks ...string) *scene {
	s := &scene{}
	cpu := func() backend.Backend { return timed{step: time.Millisecond, closed: &s.closed} }
	s.Placement = New(cpu, open, func(level string, what text.Message) {
		s.said = append(s.said, level+": "+what.String())
	})
	for i, asks := range asks {
		l := &stub{name: fmt.Sprintf("Lane %d", i+1), asks: asks}
		l.onCPU.Add(100*time.Millisecond, 100)
		s.lanes = append(s.lanes, l)
	}
	return s
}

func (s *scene) lane(i int) *stub { return s.lanes[i].(*stub) }

// placeAll gives every lane a backend.
func (s *scene) placeAll(t *testing.T) {
	t.Helper()
	for _, l := range s.lanes {
		if err := s.Place(t.Context(), l, time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	s.Begin(time.Now())
}

// meet lets the placement do its work until no lane waits, a second of the test's
// clock at a time.
func (s *scene) meet(t *testing.T) {
	t.Helper()
	for range 20 {
		if s.Settled() {
			return
		}
		time.Sleep(settle)
		s.Meet(s.lanes, false)
	}
	t.Fatalf("lanes still wait; told: %q", s.said)
}

// gpus opens devices whose steps take so long and whose tests end so.
func (s *scene) gpus(step time.Duration, faults ...error) func(context.Context) (backend.GPU, error) {
	opened := 0
	return func(context.Context) (backend.GPU, error) {
		if opened++; opened > len(faults) {
			return nil, errors.New("there is no adapter any more")
		}
		return &whole{trials{like: timed{step: step, closed: &s.closed}}, faults[opened-1]}, nil
	}
}

// whole is a GPU that can be tried out and tested.
type whole struct {
	trials
	fault error
}

func (g *whole) Test() error                 { return g.fault }
func (g *whole) NewBackend() backend.Backend { return g.like }

// wantPlaces compares why lanes are where they are.
func (s *scene) wantPlaces(t *testing.T, want ...string) {
	t.Helper()
	for i, l := range s.lanes {
		if got := l.Place().Why().String(); got != want[i] {
			t.Errorf("%s: %q, want %q", l.Name(), got, want[i])
		}
	}
}

// wantSaid compares all that viewers were told.
func (s *scene) wantSaid(t *testing.T, want ...string) {
	t.Helper()
	s.TellFallback()
	if got := strings.Join(s.said, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("told:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
	s.said = nil
}

func TestEveryLaneGetsWhatItAsksFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "cpu", "gpu", "auto")
		s.GPU = s.gpus(100*time.Microsecond, nil)
		s.placeAll(t)
		s.wantPlaces(t, "CPU: as chosen", "GPU: as chosen", "CPU: not yet compared with the GPU")
		s.meet(t)
		s.wantPlaces(t, "CPU: as chosen", "GPU: as chosen", "GPU: 10 times faster than the CPU at this size")
		if s.lane(2).kept != 1 || s.lane(0).kept != 0 {
			t.Error("a lane moved without its parameters, or one was held up for nothing")
		}
		s.wantSaid(t)
	})
}

func TestWithoutAGPUOneSentenceSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "gpu", "gpu", "auto")
		s.placeAll(t)
		s.meet(t)
		const none = "CPU: this program was built without WebGPU"
		s.wantPlaces(t, none, none, none)
		s.wantSaid(t, "error: Lane 1 and Lane 2 run on the CPU: this program was built without WebGPU.")
	})
}

// What waits is forgotten with the lanes that were not made after all.
func TestSaveForgetsWhatFailedLanesWaitFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "gpu")
		undo := s.Save()
		s.placeAll(t)
		undo()
		s.wantSaid(t)
	})
}

func TestUnwatchedLanesAreNotCompared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "auto")
		s.GPU = s.gpus(time.Microsecond, nil)
		s.placeAll(t)
		time.Sleep(settle)
		if took := s.Meet(s.lanes, true); took || s.Busy() || s.Settled() {
			t.Errorf("took time: %t, busy: %t, settled: %t", took, s.Busy(), s.Settled())
		}
	})
}

// A lost device takes all its lanes to the CPU, and one sentence says so; the next brings
// them back.
func TestLostDeviceIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "gpu", "gpu", "cpu")
		s.GPU = s.gpus(time.Microsecond, nil, nil)
		s.placeAll(t)
		s.lane(0).taken, s.lane(1).taken = 30, 20
		lost := text.New("place.lost", "why", "a test took it")
		s.Rescue(s.lanes, s.lanes[1], lost)
		s.wantPlaces(t, "CPU: the GPU was lost: a test took it", "CPU: the GPU was lost: a test took it", "CPU: as chosen")
		s.wantSaid(t, "error: The GPU was lost: a test took it; training goes on on the CPU from step 20 while a new device is looked for.")
		if s.lane(0).lost != 1 || s.lane(2).lost != 0 || s.Losses() != 1 {
			t.Errorf("%d losses; lane 1 lost %d, lane 3 %d", s.Losses(), s.lane(0).lost, s.lane(2).lost)
		}
		s.lane(0).at = Place{OnGPU: true} // as if it had been busy meanwhile
		s.Rescue(s.lanes, s.lanes[0], lost)
		if s.Losses() != 1 {
			t.Errorf("an echo counts as a loss: %d", s.Losses())
		}
		s.said = nil
		s.meet(t)
		s.wantPlaces(t, "GPU: as chosen", "GPU: as chosen", "CPU: as chosen")
		s.wantSaid(t, "info: A new GPU device has passed its test, and trains from step 30 (as chosen).")
	})
}

// What a backend foresaw moves one lane and no other.
func TestRefusalMovesOneLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "gpu", "gpu")
		s.GPU = s.gpus(time.Microsecond, nil)
		s.placeAll(t)
		s.Rescue(s.lanes, s.lanes[0], &backend.UnsupportedError{Reason: text.Verbatim("the GPU knows SGD only")})
		s.wantPlaces(t, "CPU: the GPU knows SGD only", "GPU: as chosen")
		s.wantSaid(t, "error: Lane 1 goes on on the CPU from step 0: the GPU knows SGD only.")
		if s.Losses() > 0 {
			t.Error("the device is given up")
		}
	})
}

// A network that is too large for a device is not tried on another.
func TestFullDeviceIsGivenUpForThisNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "gpu")
		s.GPU = s.gpus(time.Microsecond, nil, nil)
		s.placeAll(t)
		s.Rescue(s.lanes, s.lanes[0], &backend.FullError{Reason: text.New("place.full")})
		s.wantSaid(t, "error: The GPU has no memory for this network; training goes on on the CPU from step 0, since another device would have no more.")
		if !s.Settled() || s.Busy() {
			t.Error("another device is looked for")
		}
	})
}

// A lane that even the CPU cannot run stops, and says why.
func TestLaneThatNothingRunsStops(t *testing.T) {
	s := newScene(nil, "cpu")
	s.placeAll(t)
	s.CPU = func() backend.Backend { return timed{refuse: errors.New("out of memory"), closed: &s.closed} }
	s.Rescue(s.lanes, s.lanes[0], errors.New("a panic"))
	if s.lane(0).stopped != "out of memory" {
		t.Errorf("stopped: %q", s.lane(0).stopped)
	}
	s.wantSaid(t)
}

// Lanes that gave their backends up for others come back to where they were.
func TestReturnedLanesAreWhereTheyWere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(nil, "gpu", "cpu")
		s.GPU = s.gpus(time.Microsecond, nil)
		s.placeAll(t)
		for _, l := range s.lanes {
			l.(*stub).on = nil
			s.Return(l)
		}
		s.wantPlaces(t, "GPU: as chosen", "CPU: as chosen")
		if s.lane(0).on == nil || s.lane(1).on == nil || s.lane(0).lost > 0 {
			t.Errorf("%+v, %+v", s.lane(0), s.lane(1))
		}
	})
}
