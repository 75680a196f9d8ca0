package backend

import (
	"errors"
	"testing"
	"time"
)

// However long the way to a GPU and back, and whatever the steps, what comes out is
// a step's own time.
func TestStepTime(t *testing.T) {
	for _, way := range []time.Duration{0, time.Millisecond, 15 * time.Millisecond, 60 * time.Millisecond} {
		for _, step := range []time.Duration{10 * time.Microsecond, time.Millisecond, 40 * time.Millisecond, 2 * time.Second} {
			spent := time.Duration(0)
			got, err := StepTime(func(n int) (time.Duration, error) {
				took := way + time.Duration(n)*step
				spent += took
				return took, nil
			}, 1<<15)
			if err != nil {
				t.Fatal(err)
			}
			if got < step*99/100 || got > max(step+way/1000, step*105/100) {
				t.Errorf("a way of %v and steps of %v: %v", way, step, got)
			}
			if most := 3*time.Second + 2*step; spent > most {
				t.Errorf("a way of %v and steps of %v took %v to find out, want at most %v", way, step, spent, most)
			}
		}
	}
}

// A GPU that hands over one step after the other at first, and more and more of them
// the more it is asked for, is not as slow as it begins.
func TestStepTimeOfGrowingPortions(t *testing.T) {
	const way, step = 8 * time.Millisecond, 20 * time.Microsecond
	portion := 1
	got, err := StepTime(func(n int) (time.Duration, error) {
		took := time.Duration(n) * step
		for left := n; left > 0; left -= portion {
			took += way
			portion = min(2*portion, 400)
		}
		return took, nil
	}, 1<<15)
	if most := step + way/400; err != nil || got > most*5/4 {
		t.Errorf("%v, %v, want about %v", got, err, most)
	}
}

func TestStepTimeEndsWithAnError(t *testing.T) {
	for fails := range 4 {
		calls := 0
		_, err := StepTime(func(int) (time.Duration, error) {
			if calls++; calls > fails {
				return 0, errors.New("lost")
			}
			return time.Second / 4, nil
		}, 1<<15)
		if err == nil && calls > fails {
			t.Errorf("no error after %d calls", calls)
		}
	}
}

// A moment in which the machine does something else, at whatever measurement, must
// not make a GPU seem a thousand times slower than it is.
func TestStepTimeOnAMachineThatStallsOnce(t *testing.T) {
	const way, step = 5 * time.Millisecond, 50 * time.Microsecond
	for stalls := 1; stalls < 16; stalls++ {
		calls := 0
		got, err := StepTime(func(n int) (time.Duration, error) {
			took := way + time.Duration(n)*step
			if calls++; calls == stalls {
				took += 800 * time.Millisecond
			}
			return took, nil
		}, 1<<15)
		if err != nil || got > step*5/4 {
			t.Errorf("a stall at measurement %d: %v, %v; want about %v", stalls, got, err, step)
		}
	}
}

// Noise can make many steps seem shorter than one.
func TestStepTimeIsPositive(t *testing.T) {
	calls := 0
	got, _ := StepTime(func(n int) (time.Duration, error) {
		if calls++; calls == 1 {
			return 90 * time.Millisecond, nil
		}
		return time.Millisecond, nil
	}, 64)
	if got <= 0 {
		t.Errorf("a step takes %v", got)
	}
}
