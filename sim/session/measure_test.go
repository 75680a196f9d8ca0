package session

import (
	"testing"
	"time"
)

// The parameters for an instrument come by a look of their own, which evaluates nothing: a
// slice is no longer for that.
func TestMeasureEvaluatesNothing(t *testing.T) {
	b := newBench(t, "vs=none&depth=2", fake{}, fake{})
	b.Step(5)
	for range 20 {
		b.Work(time.Millisecond)
	}
	if _, err := b.Ask([]string{"dead"}); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		b.Measure(time.Hour)
	}
	l, f := b.lanes[0], b.cpus[0]
	if l.kept.Step != 5 || f.evals != 0 {
		t.Errorf("the parameters are of step %d, after %d evaluations; want step 5 and none", l.kept.Step, f.evals)
	}
	if shown := b.readings(l)["dead"]; shown.Step != 5 || shown.Share != 1 {
		t.Errorf("shown: step %d, share %g", shown.Step, shown.Share)
	}
}
