package race

import (
	"math"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/wire"
)

// compare holds the gradients of all that take part against each other at the newest step
// at which all were looked at, and forgets what is older.
func (c *Race) compare() {
	racing := c.racing()
	if len(racing) < 2 {
		return
	}
	looks := racing[0].looks
	for k := len(looks) - 1; k >= 0; k-- {
		if step := looks[k].step; !slices.ContainsFunc(racing, func(r *runner) bool { return r.at(step) < 0 }) {
			c.compareAt(racing, step)
			return
		}
	}
}

func (c *Race) compareAt(racing []*runner, step int) {
	for _, r := range racing {
		r.looks = r.looks[r.at(step):]
		r.deltas = r.looks[0].deltas
	}
	c.step, c.gaps = step, nil
	for layer := range racing[0].deltas {
		c.gaps = append(c.gaps, gap(racing, layer))
	}
}

// at is where the look at a step is; negative if there is none.
func (r *runner) at(step int) int {
	i, found := slices.BinarySearchFunc(r.looks, step, func(l look, step int) int { return l.step - step })
	if !found {
		return -1
	}
	return i
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
