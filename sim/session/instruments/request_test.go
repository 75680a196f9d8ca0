package instruments

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/text"
)

func TestKnown(t *testing.T) {
	for _, x := range []float64{0, math.Copysign(0, -1), -3, 5e-324, math.MaxFloat64} {
		if f := Known(x, reason.NoTheory); f.Value != x || f.Why != reason.Measured {
			t.Errorf("%g is %+v", x, f)
		}
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if f := Known(x, reason.NoTheory); !math.IsNaN(f.Value) || f.Why != reason.NoTheory {
			t.Errorf("%g is %+v", x, f)
		}
	}
}

// read is a lane with a whole reading of an instrument at a step.
func read(name string, step int) *idle {
	l := &idle{log: &[]string{}, steps: step}
	row, _ := probe.ByName(name)
	e := l.readings.entry(name)
	e.Reading, e.step, e.whole, e.share = row.Refusal(l.Layers(), reason.BelowNoise), step, true, 1
	e.Columns[0].Layers[0] = Known(0.25, reason.Unknown)
	return l
}

// A lane of which there is no reading has a place for each number, and the reason in it.
func TestNothingIsReadYet(t *testing.T) {
	row, _ := probe.ByName("likeness")
	s := Read(&idle{steps: 9}, "likeness")
	if s.Share != 0 || !s.Why.Empty() || len(s.Columns) != len(row.Columns) || len(s.Whole) != len(row.Whole) {
		t.Fatalf("%+v", s)
	}
	for _, f := range s.Columns[0].Layers {
		if !math.IsNaN(f.Value) || f.Why != reason.NotYet {
			t.Errorf("figure %+v", f)
		}
	}
	if w := s.Whole[1]; w.Why != reason.NotYet || w.Theory.Why != reason.NoTheory {
		t.Errorf("of the whole: %+v", w)
	}
}

// A reading stays while the lane moves on or cannot be measured, until that diverges.
func TestReadingStays(t *testing.T) {
	l := read("dead", 5)
	l.steps, l.why = 8, text.Verbatim("It is Monday.")
	if s := Read(l, "dead"); s.Step != 5 || s.Share != 1 || !s.Why.Empty() || s.Columns[0].Layers[0].Value != 0.25 || s.Columns[0].Layers[1].Why != reason.BelowNoise {
		t.Errorf("%+v", s)
	}
	l.diverged = true
	if s := Read(l, "dead"); s.Step != 8 || s.Columns[0].Layers[0].Why != reason.NotFinite || s.Columns[0].Layers[0].Value == 0.25 {
		t.Errorf("diverged: %+v", s)
	}
}

// JSON has a word in the place of a missing number, and a sentence for each word that occurs.
func TestLineHasTheWords(t *testing.T) {
	line := Read(read("dead", 5), "dead").Line()
	got, err := json.Marshal(line.Columns[0])
	if want := `{"name":"dead","layers":[0.25,"below-noise"]}`; err != nil || string(got) != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	if len(line.Reasons) != 2 || line.Reasons[reason.BelowNoise].Empty() || line.Reasons[reason.NoTheory].Empty() {
		t.Errorf("reasons %v", line.Reasons)
	}
}

func TestAskedAreEachOnce(t *testing.T) {
	d := &Scheduler{}
	names := []string{"snr", "dead", "snr"}
	a, b := d.Ask(names), d.Ask([]string{"dead", "band"})
	names[0] = "jacobian" // the request has its own
	d.Show("band")
	if got := d.Asked(); !slices.Equal(got, []string{"band", "snr", "dead"}) || !slices.Equal(a.Names(), []string{"snr", "dead"}) {
		t.Errorf("asked %q, of which %q", got, a.Names())
	}
	d.Forget(a)
	d.Show("")
	if got := d.Asked(); !slices.Equal(got, b.Names()) {
		t.Errorf("without the first: %q, want %q", got, b.Names())
	}
}

// In training a reading made since the request is new enough, at rest only that of the step where the lane stands.
func TestRequestIsReady(t *testing.T) {
	l := read("dead", 5)
	e, d := l.readings.entry("dead"), &Scheduler{ended: 3}
	e.ended = 3
	a := d.Ask([]string{"dead"})
	ready := func(training, rest bool, share float64) {
		t.Helper()
		if x, y := d.Whole(a, []Lane{l}, false), d.Whole(a, []Lane{l}, true); x != training || y != rest {
			t.Errorf("whole in training %t, at rest %t", x, y)
		}
		if got := d.Share(a, []Lane{l}); got != share {
			t.Errorf("share %g, want %g", got, share)
		}
	}
	ready(true, true, 1)
	l.steps = 6
	ready(false, false, 0)
	e.ended = 4
	ready(true, false, 1)
	e.ended, l.why = 3, text.Verbatim("It is Monday.")
	ready(true, true, 1)
}

// The share of a request is over all lanes and instruments; what comes with every look is there.
func TestShareOfARequest(t *testing.T) {
	a, b := read("dead", 5), read("dead", 5)
	b.steps = 6
	lanes, d := []Lane{a, b}, &Scheduler{}
	looks := d.Ask([]string{"lost"})
	if !d.Whole(looks, lanes, true) || d.Share(looks, lanes) != 1 {
		t.Error("what comes with every look is waited for")
	}
	both := d.Ask([]string{"dead", "snr", "lost"})
	if got := d.Share(both, lanes); got != 0.25 {
		t.Errorf("one of four is there: %g", got)
	}
	d.of = b.readings.entry("snr")
	d.of.share = 0.5
	b.readings.entry("dead").share = 0.5 // of a run that was given up
	if got := d.Share(both, lanes); got != 0.375 {
		t.Errorf("half of another is there: %g", got)
	}
}
