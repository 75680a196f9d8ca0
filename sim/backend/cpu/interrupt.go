package cpu

import (
	"backflow/sim/backend"
)

// NewInterruptible returns a backend that asks its owner between layers whether
// to give up the pass it is in, which for the largest networks takes seconds.
// Train and Observe then return a *backend.InterruptedError. asked may take its time, to
// let messages in; it is not called for networks that are done in no time.
func NewInterruptible(asked func() bool) *Backend { return &Backend{owner: asked} }

// worthAsking is how many multiplications a pass must have before its layers
// are worth interrupting: they take some milliseconds.
const worthAsking = 4 << 20

// rest is where a pass may be given up (see backend.GiveUp): no layer is left in the
// midst of what it does, and what the layers hold is filled anew by the next
// pass.
func (p pass[T]) rest() {
	if p.pause != nil {
		p.do(p.pause)
	}
}

func (b *Backend) ask() {
	if b.owner() {
		backend.GiveUp()
	}
}

// stepsSince counts the steps since the given one.
func (b *Backend) stepsSince(began int) func() int {
	return func() int { return b.step - began }
}

// multiplications counts those of one forward pass over a whole minibatch.
func (net *network[T]) multiplications() int {
	n := 0
	for _, p := range net.probes {
		z, _ := p.linear.output() // batch × places × units
		n += p.weights.FanIn * len(z)
	}
	return n
}
