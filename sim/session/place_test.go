package session

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
)

func TestAutoMovesToTheFaster(t *testing.T) { synctest.Test(t, testAutoMovesToTheFaster) }

func testAutoMovesToTheFaster(t *testing.T) {
	cases := []struct {
		cpu, gpu time.Duration
		want     string
	}{
		{time.Millisecond, 50 * time.Microsecond, "gpu"},
		{50 * time.Microsecond, time.Millisecond, "cpu"},
	}
	for _, c := range cases {
		b := newBench(t, "", fake{stepCost: c.cpu}, fake{name: "gpu", stepCost: c.gpu})
		b.work(t, func() bool { return b.placement.Settled() })
		st := b.Stats()
		for _, l := range st.Lanes {
			if l.Backend != c.want || !strings.Contains(l.Why.String(), "times faster") {
				t.Errorf("cpu %v, gpu %v: %s runs on %s (%s)", c.cpu, c.gpu, l.Label, l.Backend, l.Why)
			}
		}
		if st.Step == 0 {
			t.Error("the move lost the steps taken")
		}
	}
}

// What is compared is what would run: a GPU may train three lanes in the time of
// one.
func TestAutoTimesLanesTogether(t *testing.T) { synctest.Test(t, testAutoTimesLanesTogether) }

func testAutoTimesLanesTogether(t *testing.T) {
	b := newBench(t, "", fake{stepCost: 100 * time.Microsecond}, fake{name: "gpu"})
	opened := 0
	b.device.open = func() backend.Backend {
		f := &fake{name: "gpu"}
		if opened++; opened == 1 { // the others train along
			f.stepCost = 150 * time.Microsecond
		}
		return f
	}
	b.work(t, func() bool { return b.placement.Settled() })
	for _, l := range b.Stats().Lanes {
		if l.Backend != "gpu" {
			t.Errorf("%s runs on %s (%s)", l.Label, l.Backend, l.Why)
		}
	}
}

// Another shape is another race: who was faster before may not be now.
func TestAutoComparesAgainForAnotherShape(t *testing.T) {
	synctest.Test(t, testAutoComparesAgainForAnotherShape)
}

func testAutoComparesAgainForAnotherShape(t *testing.T) {
	b := newBench(t, "depth=3", fake{stepCost: 50 * time.Microsecond}, fake{name: "gpu", stepCost: time.Millisecond})
	b.work(t, func() bool { return b.placement.Settled() })
	first := b.Stats().Lanes[0]
	if first.Backend != "cpu" {
		t.Fatalf("runs on %s (%s)", first.Backend, first.Why)
	}
	b.placement.CPU = func() backend.Backend { return &fake{name: "cpu", stepCost: 3 * time.Millisecond} }
	b.apply(t, "depth=30")
	b.work(t, func() bool { return b.placement.Settled() })
	if l := b.Stats().Lanes[0]; l.Backend != "gpu" || l.Why.Equal(first.Why) {
		t.Errorf("the deeper network runs on %s (%s)", l.Backend, l.Why)
	}
}
