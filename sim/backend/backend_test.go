package backend

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"backflow/sim/backend/stats"
	"backflow/sim/text"
)

// patient is a backend whose Observe is interrupted some times.
type patient struct {
	Backend
	interruptions, asked int
	err                  error
}

func (p *patient) Observe(Want, Hyper) (*Observation, error) {
	p.asked++
	switch {
	case p.asked <= p.interruptions:
		return nil, &InterruptedError{Steps: 1}
	case p.err != nil:
		return nil, p.err
	}
	return &Observation{Step: 7}, nil
}

// Who wants a whole observation asks until it is one, or fails for another reason.
func TestObserveWholeAsksAgain(t *testing.T) {
	p := &patient{interruptions: 3}
	if o, err := ObserveWhole(p, Want{}, Hyper{}); err != nil || o.Step != 7 || p.asked != 4 {
		t.Errorf("after %d times: %+v, %v", p.asked, o, err)
	}
	lost := &LostError{Reason: text.Verbatim("gone")}
	p = &patient{interruptions: 1, err: lost}
	if _, err := ObserveWhole(p, Want{}, Hyper{}); !errors.Is(err, lost) || p.asked != 2 {
		t.Errorf("after %d times: %v", p.asked, err)
	}
}

// What gives a pass up is an interruption that says how far training came; any other panic
// goes on.
func TestGivingUpIsNoPanic(t *testing.T) {
	train := func(do func()) (err error) {
		defer Interrupted(&err, func() int { return 5 })
		do()
		return nil
	}
	err := train(GiveUp)
	if steps, interrupted := StepsTaken(fmt.Errorf("lane 2: %w", err)); !interrupted || steps != 5 {
		t.Errorf("%v: %d steps, interrupted %t", err, steps, interrupted)
	}
	if err := train(func() {}); err != nil {
		t.Errorf("error %v of a pass that ended", err)
	}
	if steps, interrupted := StepsTaken(errors.New("another")); interrupted || steps != 0 {
		t.Error("another error passes for an interruption")
	}
	defer func() {
		if r := recover(); r != "a mistake" {
			t.Errorf("it goes on as %v", r)
		}
	}()
	train(func() { panic("a mistake") })
}

// The errors are their sentences, and told apart by their types.
func TestErrorsAreSentences(t *testing.T) {
	const says = "The network is too wide."
	reason := text.Verbatim(says)
	for _, err := range []error{&UnsupportedError{reason}, &LostError{reason}, &FullError{reason}} {
		if err.Error() != says {
			t.Errorf("%T says %q", err, err)
		}
		var full *FullError
		if _, want := err.(*FullError); errors.As(err, &full) != want {
			t.Errorf("%T passes for a FullError: %t", err, !want)
		}
	}
}

// RBMs learn by Hinton's recipe: more slowly from real numbers, with less momentum at first.
func TestRatesOfRBMs(t *testing.T) {
	binary, gaussian := RBMProblem{}, RBMProblem{Gaussian: true}
	if binary.Rate() != 0.1 || gaussian.Rate() != 0.001 {
		t.Errorf("rates %g and %g", binary.Rate(), gaussian.Rate())
	}
	for step, want := range map[int]float64{0: 0.5, RBMSettled - 1: 0.5, RBMSettled: 0.9, 5000: 0.9} {
		if got := binary.Momentum(step); got != want {
			t.Errorf("momentum %g at step %d, want %g", got, step, want)
		}
	}
}

// What is wanted of an observation asks for that of its layers, and for nothing more.
func TestSampleOfAWant(t *testing.T) {
	all := Want{Units: 5, Maps: 3, Field: 9, Eval: true, State: true, Gradients: true, Histograms: true}
	if got, want := all.Sample(), (stats.Sample{Units: 5, Maps: 3, Histograms: true}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := (Want{Eval: true, Field: 4}).Sample(); got != (stats.Sample{}) {
		t.Errorf("%+v of a want that asks for no layers", got)
	}
}

// A step that takes half a second is measured twice and no more, as the machine may have been
// busy; an error ends the measurement.
func TestSlowStepsAreMeasuredTwice(t *testing.T) {
	took := []time.Duration{time.Second, 700 * time.Millisecond}
	asked := 0
	step, err := StepTime(func(n int) (time.Duration, error) { asked++; return took[min(asked, 2)-1], nil }, 1024)
	if err != nil || step != took[1] || asked != 2 {
		t.Errorf("a step takes %v after %d measurements; %v", step, asked, err)
	}
	lost := errors.New("lost")
	if _, err := StepTime(func(int) (time.Duration, error) { return 0, lost }, 1024); !errors.Is(err, lost) {
		t.Errorf("error %v", err)
	}
}
