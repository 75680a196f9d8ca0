package session_test

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/session"
	"backflow/sim/session/instruments"
)

// ask asks for instruments that there are.
func ask(t *testing.T, s *session.Session, names ...string) *instruments.Request {
	t.Helper()
	a, err := s.Ask(names)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// measure takes what is asked for, and returns the account of it. Progress never goes back.
func measure(t *testing.T, s *session.Session, a *instruments.Request) session.Stats {
	t.Helper()
	before := s.Measured(a)
	for !s.Whole(a) {
		if !s.Measure(time.Millisecond) {
			s.Stats() // what is owed is looks
		}
		now := s.Measured(a)
		if now < before || now > 1 {
			t.Fatalf("progress goes from %g to %g", before, now)
		}
		before = now
	}
	if before != 1 {
		t.Errorf("whole at %g", before)
	}
	return s.Stats()
}

// direct is what the instrument says of a lane's parameters, asked without a session.
func direct(t *testing.T, s *session.Session, lane int, name string, step int) probe.Reading {
	t.Helper()
	c := s.Config().Lanes()[lane]
	set := s.Set()
	p, err := c.Problem(set)
	if err != nil {
		t.Fatal(err)
	}
	net := c.Net(set)
	subject := probe.Subject{Problem: p, Net: &net, Draw: func(seed uint64) ([][]float32, error) {
		c.Seed = int(seed)
		p, err := c.Problem(set)
		return p.State.Params, err
	}}
	subject.State.Step, subject.State.Params = step, s.LaneParams(lane)
	run, err := probe.Start(name, subject)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := run.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return reading
}

// agree compares a lane's line with a reading, by what they say as JSON.
func agree(t *testing.T, what string, line instruments.Line, want probe.Reading) {
	t.Helper()
	if len(line.Columns) != len(want.Columns) || len(want.Columns) == 0 || len(line.Whole) != len(want.Whole) {
		t.Fatalf("%s: %d columns and %d figures of the whole, want %d and %d", what, len(line.Columns), len(line.Whole), len(want.Columns), len(want.Whole))
	}
	for i, c := range want.Columns {
		if got := line.Columns[i]; got.Name != c.Name || asJSON(t, got.Layers) != asJSON(t, c.Layers) || asJSON(t, got.Theory) != asJSON(t, c.Theory) {
			t.Errorf("%s: %+v, want %+v", what, got, c)
		}
	}
	for i, w := range want.Whole {
		if got := line.Whole[i]; got.Name != w.Name || asJSON(t, got.Value) != asJSON(t, w.Figure) || asJSON(t, got.Theory) != asJSON(t, w.Theory) {
			t.Errorf("%s: %+v, want %+v", what, got, w)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func computed() (names []string) {
	for _, i := range probe.Instruments {
		names = append(names, i.Name)
	}
	return names
}

const twoLanes = "vs=act:sigmoid,relu&depth=3&width=6&batch=8&init=he"

// Each instrument says of each lane what it says of the lane's parameters without a
// session, and every word in the place of a number has a sentence.
func TestInstrumentsMeasureTheLanes(t *testing.T) {
	t.Parallel()
	s := newSession(t, "cpu", twoLanes)
	take(s, 30, time.Hour)
	stats := measure(t, s, ask(t, s, computed()...))
	for i, lane := range stats.Lanes {
		if len(lane.Instruments) != len(probe.Instruments) {
			t.Fatalf("%d instruments, want %d", len(lane.Instruments), len(probe.Instruments))
		}
		for name, line := range lane.Instruments {
			if line.Step != 30 || line.Share != 1 || !line.Why.Empty() {
				t.Errorf("%s of lane %d: step %d, share %g, %s", name, i, line.Step, line.Share, line.Why)
			}
			agree(t, name, line, direct(t, s, i, name, 30))
			explained(t, name, line)
		}
	}
}

// explained checks that a line has a sentence for each reason and no others.
func explained(t *testing.T, name string, line instruments.Line) {
	t.Helper()
	text := asJSON(t, line.Columns) + asJSON(t, line.Whole)
	for why, sentence := range line.Reasons {
		if !strings.Contains(text, `"`+why.String()+`"`) || !strings.HasSuffix(sentence.String(), ".") || !strings.Contains(sentence.String(), " ") {
			t.Errorf("%s explains %s as %q", name, why, sentence)
		}
	}
	for _, c := range line.Columns {
		for _, f := range append(slices.Clone(c.Layers), c.Theory...) {
			if _, ok := line.Reasons[f.Why]; !ok && f.Why != reason.Measured {
				t.Errorf("%s does not explain %s", name, f.Why)
			}
		}
	}
}

// Asking changes nothing that is trained, to the bit.
func TestInstrumentsLeaveTrainingAlone(t *testing.T) {
	t.Parallel()
	run := func(names ...string) (*session.Session, int) {
		s := newSession(t, "cpu", twoLanes+"&speed=max&norm=batch&opt=adam")
		a, readings := ask(t, s, names...), 0
		s.SetRunning(true)
		for s.Stats().Step < 400 || len(names) > 0 && readings < 3 {
			s.Work(5 * time.Millisecond)
			if len(names) > 0 && s.Whole(a) {
				s.Forget(a)
				a, readings = ask(t, s, names...), readings+1
			}
		}
		s.SetRunning(false)
		return s, s.Stats().Lanes[0].Step
	}
	asked, step := run("snr", "dead", "jacobian")
	plain := newSession(t, "cpu", twoLanes+"&speed=max&norm=batch&opt=adam")
	take(plain, step, time.Hour)
	for lane := range 2 {
		if !reflect.DeepEqual(asked.LaneParams(lane), plain.LaneParams(lane)) {
			t.Errorf("lane %d has other parameters after %d steps", lane, step)
		}
	}
}

// The newest whole reading stays, with its step, until a newer one is whole; in training
// a new one begins by itself while somebody asks.
func TestOldReadingStaysUntilTheNewOneIsWhole(t *testing.T) {
	t.Parallel()
	s := newSession(t, "cpu", "vs=none&depth=4&width=12&act=tanh")
	a := ask(t, s, "dead")
	first := measure(t, s, a).Lanes[0].Instruments["dead"]
	take(s, 50, time.Hour)
	partial, kept := false, false
	for !s.Whole(a) {
		s.Measure(time.Microsecond)
		line := s.Stats().Lanes[0].Instruments["dead"]
		if line.Step == 0 {
			kept = kept || asJSON(t, line.Columns) == asJSON(t, first.Columns)
			partial = partial || line.Share > 0 && line.Share < 1
		}
	}
	if !partial || !kept {
		t.Errorf("shown in part: %t, with the figures of before: %t", partial, kept)
	}
	line := s.Stats().Lanes[0].Instruments["dead"]
	if line.Step != 50 || line.Share != 1 {
		t.Errorf("step %d, share %g", line.Step, line.Share)
	}
	agree(t, "dead", line, direct(t, s, 0, "dead", 50))
}

// A reset in the midst of a run begins anew, with the network after it.
func TestResetDropsReadings(t *testing.T) {
	t.Parallel()
	s := newSession(t, "cpu", twoLanes)
	take(s, 20, time.Hour)
	a := ask(t, s, "dead", "snr")
	for s.Measured(a) < 0.3 {
		s.Measure(50 * time.Microsecond)
	}
	if err := s.Reset(context.Background()); err != nil {
		t.Fatal(err)
	}
	if share := s.Measured(a); share != 0 {
		t.Errorf("a share of %g is there after a reset", share)
	}
	stats := measure(t, s, a)
	for i, lane := range stats.Lanes {
		for name, line := range lane.Instruments {
			if line.Step != 0 {
				t.Errorf("%s is of step %d", name, line.Step)
			}
			agree(t, name, line, direct(t, s, i, name, 0))
		}
	}
	s.Forget(a)
	if lane := s.Stats().Lanes[0]; lane.Instruments != nil || s.Measure(time.Second) {
		t.Error("instruments are taken although nobody asks")
	}
}

// A lane that has diverged says that its numbers are not finite, and holds nobody up.
func TestDivergedLanesHaveNoReading(t *testing.T) {
	t.Parallel()
	s := newSession(t, "cpu", "act=linear&init=he&depth=5&vs=lr:0.01,100")
	stats := take(s, 50, time.Hour)
	if stats.Lanes[0].Diverged || !stats.Lanes[1].Diverged {
		t.Fatal("the second lane is to diverge")
	}
	stats = measure(t, s, ask(t, s, "likeness", "jacobian"))
	for name, line := range stats.Lanes[1].Instruments {
		explained(t, name, line)
		for _, c := range line.Columns {
			for _, f := range c.Layers {
				if f.Why != reason.NotFinite || !math.IsNaN(f.Value) {
					t.Errorf("%s shows %+v", name, f)
				}
			}
		}
		if got := line.Reasons[reason.NotFinite].String(); got != "The network’s numbers are not finite." || len(line.Columns) == 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
	if f := stats.Lanes[0].Instruments["likeness"].Columns[0].Layers[0]; f.Why != reason.Measured {
		t.Errorf("the other lane shows %+v", f)
	}
}

// What does not apply says why instead of a number.
func TestInstrumentsSayWhyThereIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query, name, column string
		why                 reason.Reason
	}{
		{"vs=none&depth=1", "band", "p50", reason.OneLayer},
		{"vs=none&depth=2&act=tanh", "dead", "off", reason.NotRectifying},
		{"vs=none&depth=2&act=relu&init=zero", "likeness", "cosine", reason.ExactZeros},
		{"vs=none&depth=2&init=zero", "left", "left", reason.ExactZeros},
		{"vs=none&depth=2", "left", "left", reason.Measured},
	} {
		s := newSession(t, "cpu", c.query)
		line := measure(t, s, ask(t, s, c.name)).Lanes[0].Instruments[c.name]
		found := false
		for _, column := range line.Columns {
			if column.Name == c.column {
				found = column.Layers[0].Why == c.why
			}
		}
		if !found {
			t.Errorf("%s: %s shows %s, want %q", c.query, c.name, asJSON(t, line.Columns), c.why)
		}
		explained(t, c.name, line)
	}
}

func TestUnknownInstruments(t *testing.T) {
	s := newSession(t, "cpu", "depth=2")
	_, err := s.Ask([]string{"dead", "alive"})
	if err == nil || !strings.HasPrefix(err.Error(), "there is no instrument “alive”; there are left, lost, ") || !strings.Contains(err.Error(), ", dead, ") {
		t.Errorf("%v", err)
	}
}

// Pre-training comes first, and nobody waits for it in vain.
func TestInstrumentsWaitForPretraining(t *testing.T) {
	t.Parallel()
	s := newSession(t, "cpu", "vs=pretrain:none,autoencoder&depth=2&width=4&batch=8&act=sigmoid")
	a := ask(t, s, "dead")
	lanes := measure(t, s, a).Lanes
	if why := lanes[1].Instruments["dead"].Why.String(); why != "It is computed once pre-training is done." {
		t.Errorf("%q", why)
	}
	if line := lanes[0].Instruments["dead"]; line.Share != 1 || !line.Why.Empty() {
		t.Errorf("the lane without: %+v", line)
	}
	take(s, 1, time.Hour)
	line := measure(t, s, a).Lanes[1].Instruments["dead"]
	agree(t, "dead", line, direct(t, s, 1, "dead", 1))
}

// The view of an instrument has it in its snapshots, whether it comes with every look or
// is computed, and is unfinished as long as more is to come.
func TestChartsOfInstruments(t *testing.T) {
	t.Parallel()
	for _, row := range experiment.Instruments {
		if _, ok := probe.ByName(row.Name); row.Probe && !ok {
			continue // of another version
		}
		s := newSession(t, "cpu", twoLanes+"&view=instruments&instrument="+row.Name)
		take(s, 5, time.Hour)
		snap := s.Snapshot(1)
		if s.Unfinished() != row.Probe || snap.Lanes[0].Chart.Instrument != row.Name {
			t.Errorf("%s: unfinished is %t, the chart %+v", row.Name, s.Unfinished(), snap.Lanes[0].Chart)
		}
		for s.Unfinished() {
			s.Measure(10 * time.Millisecond)
		}
		s.NewViewer()
		for _, lane := range s.Snapshot(2).Lanes {
			var names []string
			for _, y := range lane.Chart.Series {
				names = append(names, y.Name)
				if len(y.Values) != 4 {
					t.Errorf("%s: %d values", row.Name, len(y.Values))
				}
			}
			if lane.Chart.Step != 5 || lane.Chart.Share != 1 || !lane.Chart.Why.Empty() || !slices.Equal(names, row.Columns) || lane.Chart.Scale != row.Scale {
				t.Errorf("%s: %+v", row.Name, lane.Chart)
			}
		}
	}
	s := newSession(t, "cpu", "view=network&instrument=dead")
	if chart := s.Snapshot(1).Lanes[0].Chart; !reflect.DeepEqual(chart, s.Snapshot(1).Lanes[0].Chart) || chart.Instrument != "" || s.Unfinished() {
		t.Errorf("another view has the chart %+v", chart)
	}
}
