package session

import (
	"slices"
	"time"

	"backflow/sim/backend"
)

// An evaluation that takes long goes on in slices, a few milliseconds at a time, between
// which lanes train, are looked at and obey. It is of parameters that a look has brought, of
// all lanes at the same look.

// exam is such an evaluation of a lane.
type exam struct {
	backend.Evaluation
	step  int // of the parameters
	done  bool
	spent time.Duration
}

// mostSlice is the longest that a slice beside training is meant to take, where turns of
// training are longer than their budget.
const mostSlice = 20 * time.Millisecond

// sliced reports whether lanes are evaluated in slices: they can be, and in one go it
// would be felt.
func (s *Session) sliced() bool {
	if len(s.lanes) == 0 || s.evalCost() <= firstEval || s.weights() > mostKept {
		return false
	}
	return !slices.ContainsFunc(s.lanes, func(l *lane) bool {
		_, can := l.backend.(backend.Evaluator)
		return !can && !l.stopped
	})
}

// scoreDue reports whether an evaluation in slices is to begin beside training.
func (s *Session) scoreDue() bool {
	begun := s.MaxEval == 0 || s.resting() || s.views.looked.IsZero() || s.examining()
	return !begun && s.unscored() && time.Since(s.views.evaluated) > leastEvalSpacing && s.sliced()
}

// scoreBeside goes on with an evaluation in a turn in which training runs. As evaluations
// in one go do, it leaves training evalSpacing times as long as it takes.
func (s *Session) scoreBeside(budget time.Duration) {
	if !s.examining() {
		if s.scoreDue() {
			s.beginExam()
		}
		return
	}
	start := time.Now()
	since := start.Sub(s.views.sliced)
	if since < evalSpacing*s.views.slice {
		return
	}
	s.examine(max(budget/sliceShare, min(since/evalSpacing, mostSlice)))
	s.views.sliced = time.Now()
	s.views.slice = s.views.sliced.Sub(start)
}

// Scoring reports whether Score has something to do at rest.
func (s *Session) Scoring() bool {
	return s.resting() && s.unscored() && !s.spared() && s.sliced() && s.evalCost() > quickLook
}

// Score goes on, for about the given time, with the evaluation of lanes at rest that would
// take long in one go, as Stats makes it, and reports whether there was anything to do. Looks
// come before it. Stats has the scores once it is done.
func (s *Session) Score(budget time.Duration) bool {
	if !s.Scoring() || s.stale() {
		return false
	}
	if s.outrun() {
		for _, l := range s.lanes {
			l.dropExam()
		}
	}
	if s.examining() || s.beginExam() {
		s.examine(budget)
		return true
	}
	for _, l := range s.lanes {
		l.waits = !l.stopped && !l.examinable()
	}
	s.look(evaluateNever)
	return true
}

// examining reports whether an evaluation is going on.
func (s *Session) examining() bool {
	return slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.exam != nil })
}

// outrun reports whether a lane has gone on since the evaluation of all began.
func (s *Session) outrun() bool {
	return s.examining() && slices.ContainsFunc(s.lanes, func(l *lane) bool {
		return !l.stopped && (l.exam == nil || l.exam.step != l.step)
	})
}

// examinable reports whether the parameters of the newest look are there.
func (l *lane) examinable() bool {
	return l.obs != nil && l.kept.Step == l.obs.Step && !l.changed && !l.pre.News()
}

// beginExam begins an evaluation of all lanes, if the newest look has brought what it takes.
func (s *Session) beginExam() bool {
	for _, l := range s.lanes {
		if !l.stopped && !l.examinable() {
			return false
		}
	}
	for _, l := range s.lanes {
		if l.stopped {
			continue
		}
		if err := l.beginExam(s.evaluated()); err != nil {
			s.rescue(l, err)
			return false
		}
	}
	return true
}

// evaluated is what an evaluation is asked for.
func (s *Session) evaluated() backend.Want {
	w := backend.Want{Eval: true}
	if s.set.Extent > 0 {
		w.Field = fieldSide
	}
	return w
}

func (l *lane) beginExam(want backend.Want) error {
	e, err := l.backend.(backend.Evaluator).StartEval(l.kept.Params, want)
	if err == nil {
		l.exam = &exam{Evaluation: e, step: l.kept.Step}
	}
	return err
}

// examine goes on with the first lane that is not done, and takes the scores of all in
// once there is none.
func (s *Session) examine(budget time.Duration) {
	for _, l := range s.lanes {
		if x := l.exam; x != nil && !x.done {
			start := time.Now()
			x.done = x.Work(budget)
			x.spent += time.Since(start)
			break
		}
	}
	if !slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.exam != nil && !l.exam.done }) {
		s.grade()
	}
}

// grade takes in the scores of lanes whose evaluation is done.
func (s *Session) grade() {
	s.views.evaluated, s.views.evalTook = time.Now(), 0
	for _, l := range s.lanes {
		if l.exam == nil {
			continue
		}
		s.views.evalTook += l.exam.spent
		if !l.stopped {
			l.scores.take(l.exam.step, l.exam.Scores(), l.problem.Data.Classes)
		}
		l.dropExam()
	}
}

func (l *lane) dropExam() {
	if l.exam != nil {
		l.exam.Stop()
		l.exam = nil
	}
}
