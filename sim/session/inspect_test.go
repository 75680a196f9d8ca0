package session_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/inspect"
	"backflow/sim/session"
	"backflow/sim/wire"
)

func never() bool { return false }

// What the inspector says of a lane is what the picture shows of it at the same step: the
// derivative of a weight, a unit's δ, a layer's factor.
func TestInspectionIsOfTheNewestLook(t *testing.T) {
	for _, query := range []string{
		"depth=6&vs=act:sigmoid,relu,tanh", "depth=4&act=gelu&norm=batch&vs=none", "depth=4&act=noisy&norm=layer&skip=scaled&vs=none",
		"data=digits&model=cnn&depth=2&width=4&batch=4&act=relu&vs=none",
	} {
		s := newSession(t, "cpu", query)
		take(s, 30, time.Second)
		s.SetRunning(true)
		for lane := range s.Stats().Lanes {
			if _, err := s.Inspect(lane, inspect.Place{}, never); err != nil {
				t.Fatal(err)
			}
		}
		for round := range 3 {
			snap := picture(s, uint32(round))
			for lane := range snap.Lanes {
				for layer := range snap.Lanes[lane].Layers {
					wantInspected(t, s, &snap.Lanes[lane], inspect.Place{Layer: layer, Unit: 1, From: 0, Tap: inspect.None}, lane)
				}
			}
		}
	}
}

// picture trains until there is something new to see.
func picture(s *session.Session, seq uint32) *wire.Snapshot {
	for {
		s.Work(5 * time.Millisecond)
		if snap := s.Snapshot(seq); snap != nil {
			return snap
		}
	}
}

// wantInspected holds a weight of a lane against the snapshot of the same step.
func wantInspected(t *testing.T, s *session.Session, shown *wire.Lane, at inspect.Place, lane int) {
	t.Helper()
	query := s.Config().Query()
	at.Unit = min(at.Unit, shown.Layers[at.Layer].Units-1)
	r, err := s.Inspect(lane, at, never)
	if err != nil {
		t.Fatalf("%s, layer %d: %v", query, at.Layer, err)
	}
	if int(shown.Step) != r.Step {
		t.Fatalf("%s: inspected step %d, shown %d", query, r.Step, shown.Step)
	}
	y, unit := shown.Layers[at.Layer], r.Place.Unit
	slope := r.Weight.Mean
	if r.Weight.Shared != nil {
		slope = r.Weight.Shared.Slope
	}
	scale := y.DWRMS
	for what, pair := range map[string][3]float64{
		"∂C/∂w":  {float64(slope), float64(y.DW[unit*y.SampleIn]), scale},
		"unit δ": {float64(r.Unit.DeltaRMS), float64(y.Delta[unit]), y.DeltaRMS},
		"δ":      {float64(r.Chain.Delta), y.DeltaRMS, 0},
	} {
		if !(math.Abs(pair[0]-pair[1]) <= 1e-3*max(math.Abs(pair[0]), pair[2])) {
			t.Errorf("%s, step %d, layer %s: %s is %v, the picture says %v", query, r.Step, y.Name, what, pair[0], pair[1])
		}
	}
	if n := len(r.Chain.Links); n > 0 && !(math.Abs(float64(r.Chain.Links[n-1].Factor)-y.Factor) <= 1e-3*y.Factor) {
		t.Errorf("%s, layer %s: factor %v, the picture says %v", query, y.Name, r.Chain.Links[n-1].Factor, y.Factor)
	}
}

// A pause shows one step, and asking again gives the same numbers.
func TestInspectionOfAPauseStands(t *testing.T) {
	s := newSession(t, "cpu", "depth=3&vs=none")
	take(s, 7, time.Second)
	at := inspect.Place{Layer: 1, Unit: 2, From: 3, Tap: inspect.None}
	first, err := s.Inspect(0, at, never)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Inspect(0, at, never)
	if err != nil || first.Step != 7 || again.Step != 7 || again.Weight.Mean != first.Weight.Mean {
		t.Errorf("%+v and %+v (%v)", first.Weight, again.Weight, err)
	}
	check, err := s.Check(0, at, never)
	if err != nil || check.Step != 7 || check.Mean.Derivative != first.Weight.Mean || check.Mean.Verdict != inspect.Agrees {
		t.Errorf("%+v (%v)", check, err)
	}
}

// A network that has diverged is explained with its last parameters, and one that is gone not
// at all.
func TestInspectionOfWhatIsGone(t *testing.T) {
	s := newSession(t, "cpu", "depth=3&act=relu&lr=10&vs=none&data=spiral&opt=sgd")
	if st := take(s, 300, time.Second); !st.Lanes[0].Diverged {
		t.Skipf("it has not diverged")
	}
	if r, err := s.Inspect(0, inspect.Place{Unit: 0, From: 0}, never); err != nil || r.Step > 300 {
		t.Errorf("%+v (%v)", r, err)
	}
	if _, err := s.Inspect(3, inspect.Place{}, never); err == nil {
		t.Error("a fourth lane of one is inspected")
	}
}

// Work that is given up says so, and can be done again.
func TestInspectionIsGivenUp(t *testing.T) {
	s := newSession(t, "cpu", "depth=3&vs=none")
	always := func() bool { return true }
	var given *backend.InterruptedError
	if _, err := s.Inspect(0, inspect.Place{}, always); !errors.As(err, &given) {
		t.Errorf("%v", err)
	}
	if _, err := s.Check(0, inspect.Place{}, always); !errors.As(err, &given) {
		t.Errorf("%v", err)
	}
	if _, err := s.Inspect(0, inspect.Place{}, never); err != nil {
		t.Error(err)
	}
}
