package sim

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
	if err != nil || once > tooLongToTime {
		return once, err
	}
	for n := 2; ; n *= 2 {
		took, err := until(n)
		if err != nil {
			return 0, err
		}
		if took < max(enoughToTime, timesOnce*once) && took <= tooLongToTime && n < most {
			continue
		}
		if took <= tooLongToTime { // once more: the machine may have been busy just then
			second, err := until(n)
			if err != nil {
				return 0, err
			}
			took = min(took, second)
		}
		if took <= once { // for want of anything better
			return took / time.Duration(n), nil
		}
		return (took - once) / time.Duration(n-1), nil
	}
}
