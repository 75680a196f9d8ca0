package session

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// What stands over a lane is what the page says of it: while training runs the
// newest account, and where it stands still the newest look.
func TestStageAndPageSayTheSame(t *testing.T) { synctest.Test(t, testStageAndPageSayTheSame) }

func testStageAndPageSayTheSame(t *testing.T) {
	cpu := fake{name: "cpu", stepCost: time.Microsecond}
	b := newBench(t, "backend=cpu", cpu, fake{})
	told := lefts(b.Stats())
	b.workUnseen()
	if got := b.shown(); !slices.Equal(got, told) {
		t.Errorf("training: the stage shows %v, the page %v", got, told)
	}
	if newest := lefts(b.account()); slices.Equal(newest, told) {
		t.Fatalf("the newest look is no other than the first: %v", newest)
	}
	b.workUnseen()
	b.SetRunning(false)
	if got, want := b.shown(), lefts(b.Stats()); !slices.Equal(got, want) {
		t.Errorf("paused: the stage shows %v, the page %v", got, want)
	}
}

// workUnseen trains until there is a new look that the page is not told of.
func (b *bench) workUnseen() {
	for seen := b.lanes[0].obs.Step; b.lanes[0].obs.Step == seen; b.look(evaluateDue) {
		b.Work(time.Millisecond)
	}
}

// lefts are what is left of the gradient at layer 1 by the numbers of the page.
func lefts(s Stats) (of []float64) {
	for _, l := range s.Lanes {
		of = append(of, float64(l.Layers[0].DeltaRMS/l.Layers[len(l.Layers)-2].DeltaRMS))
	}
	return of
}

// shown are the same by the stage.
func (b *bench) shown() (of []float64) {
	b.NewViewer()
	for _, l := range b.Snapshot(1).Lanes {
		of = append(of, l.Left)
	}
	return of
}
