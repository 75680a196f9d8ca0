package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
)

// lazy is a fake that is interrupted at chosen calls of Train and Observe,
// after some of the steps.
type lazy struct {
	fake
	calls     *int // of all the lanes together
	giveUpAt  int  // the call that is interrupted
	stepsDone int  // by then
}

func (f *lazy) Train(n int, h backend.Hyper) error {
	if *f.calls++; *f.calls != f.giveUpAt {
		return f.fake.Train(n, h)
	}
	f.step += min(n, f.stepsDone)
	return &backend.InterruptedError{Steps: min(n, f.stepsDone)}
}

func newLazy(t *testing.T, query string, giveUpAt, stepsDone int) *bench {
	t.Helper()
	b := newBench(t, "act=relu", fake{}, fake{})
	calls := 0
	b.placement.CPU = func() backend.Backend {
		return &lazy{fake: fake{name: "cpu", stepCost: time.Microsecond}, calls: &calls, giveUpAt: giveUpAt, stepsDone: stepsDone}
	}
	b.apply(t, query)
	return b
}

// Lanes that an interruption has left at different steps come together again,
// and exactly as many steps are taken as were asked for.
func TestInterruptedLanesCatchUp(t *testing.T) { synctest.Test(t, testInterruptedLanesCatchUp) }

func testInterruptedLanesCatchUp(t *testing.T) {
	for giveUpAt := 1; giveUpAt <= 7; giveUpAt++ {
		for _, stepsDone := range []int{0, 1} {
			b := newLazy(t, "", giveUpAt, stepsDone)
			b.Step(9)
			b.work(t, func() bool { return b.Pending() == 0 && !b.uneven() })
			for _, l := range b.lanes {
				if l.step != 9 || l.backend.(*lazy).step != 9 {
					t.Errorf("interrupted at call %d after %d steps: %s is at step %d, its backend at %d; want 9",
						giveUpAt, stepsDone, l.Label, l.step, l.backend.(*lazy).step)
				}
			}
		}
	}
}

// A pause in the midst of a round lets the round end and nothing more.
func TestPauseEndsTheRound(t *testing.T) { synctest.Test(t, testPauseEndsTheRound) }

func testPauseEndsTheRound(t *testing.T) {
	b := newLazy(t, "", 2, 0)
	b.Work(time.Millisecond)
	if !b.uneven() {
		t.Fatal("the lanes are not apart: the test tests nothing")
	}
	b.SetRunning(false)
	for range 5 {
		b.Work(time.Millisecond)
	}
	for _, l := range b.lanes {
		if l.step != 1 {
			t.Errorf("%s is at step %d, want 1", l.Label, l.step)
		}
	}
}

// A lane that is to run on a GPU trains at once and moves when there is one.
func TestChosenGPUDoesNotHoldTrainingUp(t *testing.T) {
	synctest.Test(t, testChosenGPUDoesNotHoldTrainingUp)
}

func testChosenGPUDoesNotHoldTrainingUp(t *testing.T) {
	b := newBench(t, "act=relu", fake{}, fake{})
	found := make(chan struct{})
	b.placement.GPU = func(context.Context) (backend.GPU, error) {
		<-found
		return &fakeGPU{open: func() backend.Backend { return &fake{name: "gpu"} }}, nil
	}
	b.GPUWait = time.Millisecond
	b.apply(t, "act=tanh&backend=gpu")
	b.work(t, func() bool { return b.lanes[0].step > 20 })
	if line := b.Stats().Lanes[0]; line.Backend != "cpu" || line.Why.String() != "CPU: a GPU is still being looked for" {
		t.Errorf("before: %s, %s", line.Backend, line.Why)
	}
	if !b.Testing() {
		t.Error("the search is not told of")
	}
	close(found)
	b.work(t, func() bool { return b.Stats().Lanes[0].Backend == "gpu" })
	if line := b.Stats().Lanes[0]; line.Step <= 20 || line.Why.String() != "GPU: as chosen" {
		t.Errorf("after: step %d, %s", line.Step, line.Why)
	}
	if b.Testing() {
		t.Error("the search is over and still told of")
	}
}
