package race

import (
	"time"

	"backflow/sim/backend"
)

// Limits of a measurement.
const (
	enoughToTell = 50 * time.Millisecond
	timesOnce    = 4                      // what counts takes so many times as long as one step, at least
	longStep     = 200 * time.Millisecond // a backend whose steps take longer is not tried wider
	mostTimed    = 1 << 15
	warming      = 3 // steps that do not count: kernels are compiled in them
)

// cell is a backend at a width while it is measured.
type cell struct {
	ready   chan struct{} // closed once the rest is made
	backend backend.Backend
	hyper   backend.Hyper
	err     error         // why it cannot be
	n       int           // steps of the next try; 0 before the warming ones
	once    time.Duration // what a single step took with the way there and back
	first   time.Duration // of two tries that count; 0 before it
}

// try trains some steps and waits for them. It returns the steps a second once they are known, 0
// before. As in backend.StepTime, what a single step takes is taken off: much of that may be the
// way to a GPU and back.
func (c *cell) try() (rate float64, err error) {
	if c.err != nil {
		return 0, c.err
	}
	n, start := c.n, time.Now()
	if n == 0 {
		n = warming
	}
	if err := c.backend.Train(n, c.hyper); err != nil {
		return 0, err
	}
	if err := finish(c.backend); err != nil {
		return 0, err
	}
	return c.took(time.Since(start)), nil
}

// took takes in how long a try took, and returns the rate or makes ready for another try.
func (c *cell) took(d time.Duration) (rate float64) {
	switch {
	case c.n == 0:
		c.n = 1
	case c.n == 1 && d <= longStep:
		c.once, c.n = d, 2
	case c.n == 1:
		return 1 / d.Seconds()
	case c.first == 0 && d < max(enoughToTell, timesOnce*c.once) && c.n < mostTimed:
		c.n *= 2
	case d <= c.once: // for want of anything better
		return float64(c.n) / max(d, 1).Seconds()
	case c.first == 0: // once more, as the machine may have been busy for a moment
		c.first = max(d, 1)
	default:
		return float64(c.n-1) / max(min(d, c.first)-c.once, 1).Seconds()
	}
	return 0
}

// finish waits for the steps that a backend was asked for.
func finish(b backend.Backend) error {
	if f, waits := b.(backend.Finisher); waits {
		return f.Finish()
	}
	return nil
}

// close frees what was made.
func (c *cell) close() {
	if c.backend != nil {
		c.backend.Close()
	}
}
