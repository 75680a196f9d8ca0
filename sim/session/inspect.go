package session

import (
	"time"

	"backflow/sim/backend"
	"backflow/sim/inspect"
	"backflow/sim/text"
)

// inspectedFor is how long after an inspection looks keep the parameters that they see,
// as another is to be expected.
const inspectedFor = 10 * time.Second

// Inspect explains a place in a lane's network as the newest look saw it: with its
// parameters and its minibatch, on the reference. rest lets others go first now and then, and
// gives the work up where it says so: the error is then a *backend.InterruptedError. Any
// other is a sentence for the viewer.
func (s *Session) Inspect(lane int, at inspect.Place, rest func() bool) (r *inspect.Report, err error) {
	defer backend.Interrupted(&err, func() int { return 0 })
	subject, err := s.subject(lane, rest)
	if err != nil {
		return nil, err
	}
	return subject.Report(at)
}

// Check computes the derivative of such a place by differences; else it is like Inspect.
func (s *Session) Check(lane int, at inspect.Place, rest func() bool) (c *inspect.Check, err error) {
	defer backend.Interrupted(&err, func() int { return 0 })
	subject, err := s.subject(lane, rest)
	if err != nil {
		return nil, err
	}
	return subject.Check(at)
}

// subject is a lane as the newest look saw it.
func (s *Session) subject(lane int, rest func() bool) (inspect.Subject, error) {
	if lane < 0 || lane >= len(s.lanes) {
		return inspect.Subject{}, text.New("session.inspectNoLane")
	}
	l := s.lanes[lane]
	s.views.inspected = time.Now()
	if l.obs == nil || l.kept.Step != l.obs.Step || l.changed || l.pre.News() {
		s.keep(l) // unless it has diverged: then its last parameters stay
	}
	subject := inspect.Subject{Problem: l.problem, Rest: func() {
		if rest() {
			backend.GiveUp()
		}
	}}
	subject.State = l.kept
	return subject, nil
}

// inspecting reports whether somebody is looking into a network.
func (s *Session) inspecting() bool {
	return !s.views.inspected.IsZero() && time.Since(s.views.inspected) < inspectedFor && s.weights() <= mostKept
}
