package race

import (
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/wire"
)

// breaking is a lane whose network diverges at a step.
type breaking struct {
	racer
	at int
}

func (l breaking) Backend() backend.Backend { return blown{l.lane.Backend.(*slow), l.at} }

func (l breaking) Train(n int) error {
	if l.out {
		return nil
	}
	return l.racer.Train(n)
}

type blown struct {
	*slow
	at int
}

func (b blown) Observe(w backend.Want, h backend.Hyper) (*backend.Observation, error) {
	o, err := b.slow.Observe(w, h)
	if o.Step >= b.at {
		o.Diverged = &backend.Divergence{}
	}
	return o, err
}

// A network that diverges stands at the step where this was seen, which has no mark.
func TestDivergenceEndsARace(t *testing.T) { synctest.Test(t, testDivergenceEndsARace) }

func testDivergenceEndsARace(t *testing.T) {
	for _, at := range []int{0, 10} {
		l := &lane{Backend: &slow{name: "cpu", stepCost: time.Millisecond}}
		c := New([]Lane{breaking{racer{l}, at}})
		for c.Turn(8*time.Millisecond, nil) {
		}
		if l.taken != at || len(c.runners[0].marks) != at || c.Dropped(0) != (at > 0) {
			t.Errorf("diverged at step %d: %d steps, %d marks, dropped %t", at, l.taken, len(c.runners[0].marks), c.Dropped(0))
		}
	}
}

// Only those that have begun are compared; of the others no δ is known.
func TestWhoeverHasNotBegunIsNotCompared(t *testing.T) {
	lanes := make([]Lane, 3)
	for i := range lanes {
		lanes[i] = racer{&lane{Backend: &slow{name: "cpu"}}}
	}
	c := New(lanes)
	c.runners[0].marks, c.runners[0].looks = make([]wire.Mark, 1), []look{{1, []float64{9, 9}}, {2, []float64{4, 0}}, {3, []float64{9, 9}}}
	c.runners[2].marks, c.runners[2].looks = make([]wire.Mark, 1), []look{{1, []float64{9, 9}}, {2, []float64{3, 0}}}
	c.compare()
	w := c.Wire()
	if w.Step != 2 || !slices.Equal(w.Difference, []float64{0.25, 0}) || len(c.runners[0].looks) != 2 {
		t.Errorf("at step %d differences %g, %d looks kept", w.Step, w.Difference, len(c.runners[0].looks))
	}
	if d := w.Runners[1].Delta; len(d) != 2 || !math.IsNaN(d[0]) || !math.IsNaN(d[1]) || w.Runners[2].Delta[0] != 3 {
		t.Errorf("δ %g of one that has not begun", d)
	}
}
