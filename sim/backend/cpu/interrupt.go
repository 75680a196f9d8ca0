package cpu

import (
	"iter"
	"time"

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

// evaluation goes on a minibatch at a time. It implements
// backend.Evaluation.
type evaluation struct {
	next   func() (struct{}, bool) // goes on to the next minibatch
	stop   func()
	done   bool
	scores backend.Scores
}

// StartEval implements backend.Evaluator. The evaluation takes the place of the evaluator
// that observations use: there is room for one.
func (b *Backend) StartEval(params [][]float32, want backend.Want) (backend.Evaluation, error) {
	b.eval = nil
	tensors := make([]*tensor[float32], len(b.net.tensors))
	for i, t := range b.net.tensors {
		tensors[i] = &tensor[float32]{TensorSpec: t.TensorSpec, w: params[i]}
	}
	e, err := newEvaluator(b, tensors)
	if err != nil {
		return nil, err
	}
	s, set := &evaluation{}, b.problem.Data
	e.again = true
	s.next, s.stop = iter.Pull(func(yield func(struct{}) bool) {
		var err error
		defer backend.Interrupted(&err, func() int { return 0 }) // by Stop
		e.rest = func() {
			if !yield(struct{}{}) {
				backend.GiveUp()
			}
		}
		s.scores = e.evaluate(set, want)
	})
	return s, nil
}

// Work implements backend.Evaluation.
func (s *evaluation) Work(budget time.Duration) bool {
	for start := time.Now(); !s.done; {
		_, more := s.next()
		if s.done = !more; time.Since(start) >= budget {
			break
		}
	}
	return s.done
}

// Scores implements backend.Evaluation.
func (s *evaluation) Scores() backend.Scores { return s.scores }

// Stop implements backend.Evaluation.
func (s *evaluation) Stop() {
	s.stop()
	s.done = true
}
