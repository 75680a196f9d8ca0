package backend

import "time"

const (
	enoughToTime  = 50 * time.Millisecond
	tooLongToTime = 500 * time.Millisecond
	timesOnce     = 4 // what counts takes so many times as long as one step, at least
)

// StepTime returns how long one of many training steps takes. until(n) is how long
// it takes until the result of n steps is there. Much of that may be the way to a
// GPU and back, which in a browser is a thousand times as long as a small
// network's step, and the same for any n: what a single step takes is taken off,
// and n doubles until that matters little, or reaches most.
func StepTime(until func(n int) (time.Duration, error), most int) (time.Duration, error) {
	once, err := until(1)
	if err == nil && once > tooLongToTime {
		once, err = again(until, 1, once)
	}
	if err != nil || once > tooLongToTime {
		return once, err
	}
	before := once
	for n := 2; ; n *= 2 {
		took, err := until(n)
		tells := func() bool { return took >= max(enoughToTime, timesOnce*once) || took > tooLongToTime || n >= most }
		if asLong := took > tooLongToTime && took <= 3*before; err == nil && tells() && !asLong {
			took, err = again(until, n, took)
		}
		if err != nil {
			return 0, err
		}
		if !tells() {
			before = took
			continue
		}
		if took <= once { // for want of anything better
			return took / time.Duration(n), nil
		}
		return (took - once) / time.Duration(n-1), nil
	}
}

// again measures once more, as the machine may have been busy for a moment, and
// returns the less.
func again(until func(n int) (time.Duration, error), n int, took time.Duration) (time.Duration, error) {
	second, err := until(n)
	return min(took, second), err
}
