package race

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/wire"
)

// compare holds the gradients of all that take part against each other at the newest step
// of the ladder that all have passed, and forgets what is older.
func (c *Race) compare() {
	racing := c.racing()
	if len(racing) < 2 {
		return
	}
	step := math.MaxInt
	for _, r := range racing {
		if len(r.looks) == 0 {
			return
		}
		step = min(step, r.looks[len(r.looks)-1].step)
	}
	for _, r := range racing {
		for r.looks[0].step < step {
			r.looks = r.looks[1:]
		}
		if r.looks[0].step != step { // it was set back, and forgot that one
			return
		}
	}
	c.step, c.gaps = step, nil
	for _, r := range racing {
		r.deltas = r.looks[0].deltas
	}
	for layer := range racing[0].deltas {
		c.gaps = append(c.gaps, gap(racing, layer))
	}
}

// racing are the runners that have begun.
func (c *Race) racing() (some []*runner) {
	for _, r := range c.runners {
		if len(r.marks) > 0 {
			some = append(some, r)
		}
	}
	return some
}

// gap is the largest |a−b| ÷ max(|a|, |b|) of a layer's RMS δ between two runners.
func gap(runners []*runner, layer int) float64 {
	lo, hi := math.Inf(1), 0.0
	for _, r := range runners {
		lo, hi = math.Min(lo, r.deltas[layer]), math.Max(hi, r.deltas[layer])
	}
	if lo == hi {
		return 0
	}
	return (hi - lo) / hi
}

// Wire is the race as a snapshot has it, without the reasons. It shares slices with the race:
// it is to be encoded before the next turn.
func (c *Race) Wire() wire.Race {
	out := wire.Race{Step: uint32(c.step), Difference: c.gaps}
	for _, r := range c.runners {
		info := r.ran()
		x := wire.Runner{
			Name: info.Name, Adapter: info.Adapter, Software: info.Software,
			Seconds: r.spent.Seconds(), Steps: uint32(r.step), Rate: r.perSecond(), Loss: r.marks, Delta: r.deltas,
		}
		if len(x.Delta) != len(c.gaps) {
			x.Delta = unknown(len(c.gaps))
		}
		out.Runners = append(out.Runners, x)
	}
	if c.sweep != nil {
		out.Sweep = c.sweep.Wire()
	}
	return out
}

// ran is the backend that the runner last trained on, or is to.
func (r *runner) ran() backend.Info {
	now := r.lane.Backend().Info()
	switch asks := r.lane.Asks(); {
	case r.info.Name != "":
		return r.info
	case asks == "gpu" && now.Name != asks:
		return backend.Info{Name: asks}
	}
	return now
}

// Rate is how many steps a second of its own a lane takes; 0 until known.
func (c *Race) Rate(lane int) float64 { return c.runners[lane].perSecond() }

// perSecond is the newest rate, that of the whole while there is no other.
func (r *runner) perSecond() float64 {
	if r.rate.PerSec == 0 && r.spent > 0 {
		return float64(r.sum) / r.spent.Seconds()
	}
	return r.rate.PerSec
}

// unknown are figures that nobody knows.
func unknown(n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = math.NaN()
	}
	return xs
}
