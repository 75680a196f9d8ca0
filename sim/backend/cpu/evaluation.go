package cpu

import (
	"iter"
	"time"

	"backflow/sim/backend"
)

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
