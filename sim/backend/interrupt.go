package backend

import (
	"errors"
	"fmt"
)

// InterruptedError says that a backend gave up what it was doing because its
// owner asked it to, as something else has become more urgent. It may be asked
// again.
type InterruptedError struct {
	Steps int // whole steps that Train had taken
}

func (e *InterruptedError) Error() string {
	return fmt.Sprintf("backend: interrupted after %d steps", e.Steps)
}

// givenUp is what GiveUp panics with.
type givenUp struct{}

// GiveUp leaves a pass from within, between two layers, for a backend whose next
// pass fills anew whatever this one has begun. It does not return: it panics up
// to the Interrupted that the backend's Train or Observe has deferred.
func GiveUp() { panic(givenUp{}) }

// Interrupted, deferred, makes an *InterruptedError of GiveUp. steps counts the
// whole steps that were taken by then.
func Interrupted(err *error, steps func() int) {
	switch r := recover(); r.(type) {
	case nil:
	case givenUp:
		*err = &InterruptedError{Steps: steps()}
	default:
		panic(r)
	}
}

// StepsTaken reports whether err is an interruption, and after how many steps.
func StepsTaken(err error) (steps int, interrupted bool) {
	var e *InterruptedError
	if !errors.As(err, &e) {
		return 0, false
	}
	return e.Steps, true
}

// ObserveWhole observes, however often it is interrupted: whatever interrupts has
// to wait.
func ObserveWhole(b Backend, want Want, h Hyper) (*Observation, error) {
	for {
		o, err := b.Observe(want, h)
		if _, interrupted := StepsTaken(err); !interrupted {
			return o, err
		}
	}
}
