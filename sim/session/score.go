package session

import (
	"slices"
	"time"

	"backflow/sim/backend"
)

// scores are a lane's figures over the whole data, as of the newest evaluation,
// with the step that they belong to: training goes on between two evaluations.
type scores struct {
	known       bool
	step        int
	train, test backend.Score
	field       []uint8 // decision boundary, fieldSide²
}

// take takes in what an evaluation at a step came to.
func (c *scores) take(step int, of backend.Scores, classes int) {
	if of.Train == nil {
		return
	}
	c.known, c.step, c.train, c.test = true, step, *of.Train, backend.Score{}
	if of.Test != nil {
		c.test = *of.Test
	}
	if of.Field != nil {
		c.field = quantise(of.Field.Values, classes)
	}
}

// line is the step as LaneLine has it.
func (c *scores) line() *int {
	if !c.known {
		return nil
	}
	step := c.step
	return &step
}

// evaluation is when a look evaluates the lanes over the whole data.
type evaluation int

// At rest what is quick is evaluated at any look.
const (
	evaluateDue     evaluation = iota // once it is due, and at rest however long it takes
	evaluateOverdue                   // if nobody has asked for what was due
	evaluateLater                     // not in this look
	evaluateNever                     // nor what is quick
)

// How often lanes in training are evaluated.
const (
	leastEvalSpacing = 200 * time.Millisecond
	overdue          = time.Second
	// retrySpacing is how many times as long as it took an evaluation waits that
	// took longer than it may: the machine may only have been busy just then.
	retrySpacing = 20
)

// firstEval is how long an evaluation may hold up the very first picture.
const firstEval = 50 * time.Millisecond

// evaluates decides whether a look is to evaluate the lanes. While training runs
// that comes as often as it is cheap. What stands still is always evaluated.
func (s *Session) evaluates(when evaluation) bool {
	if when == evaluateNever {
		return false
	}
	if s.resting() {
		return s.unscored() && (s.evalCost() <= quickLook || when == evaluateDue && !s.spared())
	}
	took, since := s.evalCost(), time.Since(s.views.evaluated)
	if s.running && s.views.looked.IsZero() && took > firstEval {
		return false // the first picture comes before the first score
	}
	if s.sliced() {
		return false // see scoreBeside
	}
	if took > s.MaxEval && (s.views.evalTook == 0 || since < retrySpacing*took) {
		return false
	}
	due := max(evalSpacing*took, leastEvalSpacing)
	if when != evaluateDue {
		due += overdue
	}
	return when != evaluateLater && since > due
}

// mostOnGPU is the longest that an evaluation on a GPU may be expected to take: a
// device that does not answer for half a minute is given up. Only adapters that
// are programs take so long.
const mostOnGPU = 15 * time.Second

// spared reports whether an evaluation would take longer than it may at rest.
func (s *Session) spared() bool {
	took := s.evalCost()
	return s.MaxEvalAtRest > 0 && took > s.MaxEvalAtRest || took > mostOnGPU && slices.ContainsFunc(s.lanes, (*lane).onGPU)
}

// evalCost is about what an evaluation of all lanes takes. Before there was one it
// is expected to cost a third of a look for every minibatch of the data: forward
// only. Before there was a look, a nanosecond for each multiplication.
func (s *Session) evalCost() time.Duration {
	if s.views.evalTook > 0 {
		return s.views.evalTook
	}
	examples := s.set.Train.Len() + s.set.Test.Len()
	lookCost, _ := s.lookCost()
	if lookCost == 0 {
		return time.Duration(s.products() * examples)
	}
	return lookCost * time.Duration(examples) / time.Duration(3*s.cfg.Batch)
}

// Unseen reports whether nobody has looked at lanes whose first step takes long: who
// shows them shows them before it. A step is three passes.
func (s *Session) Unseen() bool {
	return len(s.lanes) > 0 && s.views.looked.IsZero() && time.Duration(3*s.products()*s.cfg.Batch) > quickLook
}

// products counts the multiplications of one example's way through all lanes: each weight
// of a conv layer takes part at every place of the image.
func (s *Session) products() int {
	n := 0
	for _, l := range s.lanes {
		layers, _ := l.problem.Spec.Observed() // a lane's network is well made
		for _, y := range layers {
			n += y.FanIn * y.Out.Size()
		}
	}
	return n
}

// unscored reports whether a lane stands where it was never evaluated.
func (s *Session) unscored() bool {
	for _, l := range s.lanes {
		if !l.stopped && (!l.scores.known || l.scores.step != l.step || l.pre.News()) {
			return true
		}
	}
	return false
}

// Owing reports whether Stats has more to say than it could so far: steps that
// were asked for are not all taken, or lanes that stand still are not looked at or
// scored there. An account that Glance or Preview gives meanwhile is not the last.
func (s *Session) Owing() bool {
	if !s.resting() {
		return s.Pending() > 0
	}
	return s.stale() || s.unscored() && !s.spared()
}

// Preview is Stats without the evaluation of lanes that have come to rest, where
// that takes long. It reports false where there is none, or nothing new to see
// before it: Stats is the better answer then. While Score has to do there is nothing better.
func (s *Session) Preview() (stats Stats, ok bool) {
	if s.Scoring() && !s.stale() {
		return s.account(), true
	}
	if !s.resting() || !s.stale() || s.evalCost() <= quickLook {
		return Stats{}, false
	}
	s.look(evaluateLater)
	return s.account(), true
}
