// Package race trains the same network on several backends, each at its own full speed
// and for the same time, and keeps the account of each: the seconds spent on it, its
// losses and gradients at steps that all of them pass. A sweep measures how many steps
// a second they take by the width of the network, and a record keeps a race for those who
// cannot run one.
//
// Runners take turns: on one machine two that trained at once would take each other's
// time. The one on which the least time was spent goes next, so that all come to the same
// seconds, however long a turn of each has to be. A GPU trains behind what it is asked
// for: its turn ends once its steps are done.
package race

import (
	"slices"
	"time"

	"backflow/sim/backend"
)

// Lane is a network that takes part, as a session keeps it.
type Lane interface {
	// Asks is the backend that it is to race on: "cpu", "gpu", or "auto" for either.
	Asks() string
	// Backend is where it is, and Hyper what its next step is taken with.
	Backend() backend.Backend
	Hyper() backend.Hyper
	// Ready reports whether it is on the backend that it is to race on, and still trains.
	Ready() bool
	// Taken is how many steps it was asked for since its start.
	Taken() int
	// Train asks for steps. An error says that not all of them were taken.
	Train(steps int) error
	// Diverge tells it of an observation that found it diverged: it trains no more.
	Diverge(*backend.Observation)
	// Fail tells it that its backend failed: it may be elsewhere then, and at an earlier
	// step.
	Fail(error)
}

// Race is the accounts of some lanes. All methods are for one goroutine.
type Race struct {
	runners []*runner
	step    int // at which the gradients were compared
	gaps    []float64
	sweep   *Sweep // nil before it is asked for
}

// New begins a race of lanes that have taken no step.
func New(lanes []Lane) *Race {
	c := &Race{}
	for _, l := range lanes {
		c.runners = append(c.runners, &runner{lane: l})
	}
	return c
}

// Show makes a sweep part of what Wire says.
func (c *Race) Show(s *Sweep) { c.sweep = s }

// Begun reports whether a lane has trained in the race.
func (c *Race) Begun(lane int) bool { return c.runners[lane].spent > 0 }

// Dropped reports whether a lane has trained in the race and is not ready any longer.
func (c *Race) Dropped(lane int) bool {
	return c.Begun(lane) && !c.runners[lane].lane.Ready()
}

// Seconds is the time that was spent on the runner that has had the least, of those that
// go on; 0 where none does.
func (c *Race) Seconds() float64 {
	if r := c.next(nil); r != nil {
		return r.spent.Seconds()
	}
	return 0
}

// Turn lets the next runner train for about the budget, or where a GPU has to be waited
// for as long as that takes little of. limit is how many steps a lane may still take; nil is any
// number. It reports whether there was a runner that could.
func (c *Race) Turn(budget time.Duration, limit func(lane int) int) bool {
	for _, r := range c.runners {
		r.settle()
	}
	r := c.next(limit)
	if r == nil {
		return false
	}
	most := mostSteps
	if limit != nil {
		most = min(most, limit(slices.Index(c.runners, r)))
	}
	r.turn(budget, most)
	c.compare()
	return true
}

// mostSteps bounds the steps of a turn.
const mostSteps = 1 << 20

// next is the runner on which the least time was spent, of those that may train; nil if
// there is none.
func (c *Race) next(limit func(lane int) int) (next *runner) {
	for i, r := range c.runners {
		if !r.lane.Ready() || limit != nil && limit(i) <= 0 {
			continue
		}
		if next == nil || r.spent < next.spent {
			next = r
		}
	}
	return next
}
