package instruments

import (
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/text"
	"backflow/sim/wire/reading"
)

// idle is a lane that only notes who asks it for its parameters. Runs of what it has, which
// is nothing, end at once.
type idle struct {
	name     string
	readings Readings
	steps    int
	diverged bool
	absent   bool // its parameters
	why      text.Message
	log      *[]string
}

func (l *idle) Readings() *Readings           { return &l.readings }
func (l *idle) Layers() []string              { return []string{"1", "out"} }
func (l *idle) Taken() int                    { return l.steps }
func (l *idle) Diverged() bool                { return l.diverged }
func (l *idle) Hindrance(string) text.Message { return l.why }

func (l *idle) Subject() (s probe.Subject, ready bool) {
	*l.log = append(*l.log, l.name)
	s.State.Step = l.steps
	return s, !l.absent
}

func idles(names ...string) (lanes []Lane, log *[]string) {
	log = &[]string{}
	for _, name := range names {
		lanes = append(lanes, &idle{name: name, log: log})
	}
	return lanes, log
}

// After a slice training has twelve times as long to itself.
func TestBesideLeavesTrainingItsShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes, log := idles("a")
		d := &Scheduler{slice: time.Now(), took: 10 * time.Millisecond}
		d.Ask([]string{"dead"})
		start := time.Now()
		for len(*log) == 0 {
			time.Sleep(time.Millisecond)
			d.Beside(lanes, time.Millisecond)
		}
		if waited := time.Since(start); waited != Spacing*10*time.Millisecond || waited < 90*time.Millisecond {
			t.Errorf("the next slice comes after %v", waited)
		}
	})
}

// Every instrument of every lane has its turn before one has another, and that one comes
// once the lane has moved on and a while has passed, or at rest at once.
func TestTurnsAreFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes, log := idles("a", "b")
		d := &Scheduler{}
		d.Ask([]string{"dead", "snr"})
		turns := func(n int, resting bool) string {
			*log = nil
			for range n {
				d.Work(lanes, time.Millisecond, resting)
			}
			return strings.Join(*log, "")
		}
		if got := turns(9, false); got != "abab" {
			t.Errorf("turns %q", got)
		}
		lanes[0].(*idle).steps = 5
		if got := turns(9, false); got != "" {
			t.Errorf("at once again: %q", got)
		}
		time.Sleep(leastRest)
		if got := turns(9, false); got != "aa" {
			t.Errorf("after a while: %q", got)
		}
		lanes[1].(*idle).steps = 5
		if got := turns(9, true); got != "bb" {
			t.Errorf("at rest: %q", got)
		}
	})
}

// Nothing is taken of a lane that cannot be measured, nor waited for.
func TestWhoeverCannotBeMeasuredHoldsNobodyUp(t *testing.T) {
	lanes, log := idles("a", "b", "c")
	lanes[0].(*idle).diverged = true
	lanes[1].(*idle).why = text.Verbatim("It is Monday.")
	d := &Scheduler{}
	a := d.Ask([]string{"dead", "lost"})
	if d.Whole(a, lanes, true) {
		t.Error("whole before anything is taken")
	}
	lanes[2].(*idle).absent = true
	if d.Work(lanes, time.Millisecond, true) || len(*log) != 1 {
		t.Errorf("it works without parameters, asked for %q", *log)
	}
	lanes[2].(*idle).absent = false
	d.Work(lanes, time.Millisecond, true)
	if !d.Whole(a, lanes, true) || d.Share(a, lanes) != 1 {
		t.Error("not whole after the one that can be measured")
	}
	if s := Read(lanes[0], "dead"); s.Columns[0].Layers[1].Why != reason.NotFinite || s.Share != 1 {
		t.Errorf("diverged: %+v", s)
	}
	if s := Read(lanes[1], "dead"); s.Why.String() != "It is Monday." || s.Columns[0].Layers[0].Why != reason.NotYet {
		t.Errorf("hindered: %+v", s)
	}
	if s := Read(lanes[2], "dead"); s.Why.Empty() { // the fault of its network
		t.Errorf("failed: %+v", s)
	}
	if d.Forget(a); d.Work(lanes, time.Millisecond, true) || len(d.Asked()) > 0 {
		t.Error("it goes on for nobody")
	}
}

// A chart has the numbers of a reading, and the reasons where there are none.
func TestChartsAndLinesSayTheSame(t *testing.T) {
	row := experiment.InstrumentByName("dead")
	shown := Shown{Step: 7, Share: 0.5}
	shown.Columns = []probe.Column{
		{Name: "dead", Layers: []probe.Figure{{Value: 0.25}, Known(math.NaN(), reason.OutputLayer)}},
		{Name: "off", Layers: []probe.Figure{{Value: 0.5}, {Value: 1}}, Theory: []probe.Figure{{Value: 0.5}, Known(math.NaN(), reason.NoTheory)}},
	}
	shown.Whole = []probe.Scalar{{Name: "silent", Figure: probe.Figure{Value: 0.125}, Theory: Known(math.NaN(), reason.NoTheory)}}
	c := shown.Chart(row.Chart())
	if c.Step != 7 || c.Share != 0.5 || c.Scale != reading.Share || len(c.Series) != 2 {
		t.Fatalf("%+v", c)
	}
	if s := c.Series[0]; s.Values[0] != 0.25 || s.Values[1] == s.Values[1] || s.Why[1] != reason.OutputLayer || s.Why[0] != 0 || s.Theory != nil {
		t.Errorf("%+v", s)
	}
	if s := c.Series[1]; s.Why != nil || s.Theory[0] != 0.5 || s.Theory[1] == s.Theory[1] {
		t.Errorf("%+v", s)
	}
	if w := c.Whole[0]; w.Value != 0.125 || w.Theory == w.Theory || w.Why != 0 {
		t.Errorf("%+v", w)
	}
	line := shown.Line()
	if len(line.Reasons) != 2 || line.Step != 7 || line.Columns[1].Theory[0].Value != 0.5 || line.Whole[0].Value.Value != 0.125 {
		t.Errorf("%+v", line)
	}
}

// What theory alone tells keeps its reason in a chart: theory's own where it has no number.
func TestChartsOfTheoryAlone(t *testing.T) {
	for _, theory := range []probe.Figure{{Value: 5}, Known(math.NaN(), reason.PowerLaw)} {
		shown := Shown{}
		shown.Whole = []probe.Scalar{{Name: "xi", Figure: Known(math.NaN(), reason.TheoryOnly), Theory: theory}}
		want := max(theory.Why, reason.TheoryOnly)
		if w := shown.Chart(reading.Chart{}).Whole[0]; w.Why != want || math.IsNaN(w.Theory) != (want == reason.PowerLaw) {
			t.Errorf("%+v, want %q", w, want)
		}
		if line := shown.Line(); line.Whole[0].Theory.Why != theory.Why || line.Reasons[want].Empty() {
			t.Errorf("%+v", line)
		}
	}
}
