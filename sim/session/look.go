package session

import (
	"slices"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/meter"
	"backflow/sim/wire"
)

// viewing is what a session knows about being looked at.
type viewing struct {
	points    []wire.Point
	spaced    time.Time // since when there has been time for training only
	looked    time.Time
	kept      time.Time
	shown     time.Time // when there was a snapshot
	inspected time.Time // when somebody last looked into a network
	evaluated time.Time
	evalTook  time.Duration // the newest evaluation; 0 before the first
	sliced    time.Time     // when the newest slice of one ended
	slice     time.Duration // what that took
	drawing   meter.Look    // making a snapshot of a look
	ahead     *backend.Want // what was sent for and is on its way; nil for nothing
}

// Shares of the time that looking may take while training runs: each look
// waits after the one before for at least this many times as long as it takes, and
// as the snapshot of it does.
// The clock on the wall says so, not what training took: a network that has
// diverged takes no more time, and only a look finds that out.
const (
	lookSpacing = 9
	evalSpacing = 12
)

// look observes every lane that has moved since it was last observed, and
// evaluates as much as the turn says. It reports false if there is nothing new because too little was trained since, or
// because observations are on their way.
//
// While training runs, lanes on a GPU are not waited for: the next turn of Work
// hands over more steps, so that the GPU has some to take, and the look after that
// receives what this one has sent for. Whoever pauses gets to see where it stands.
func (s *Session) look(evaluate evaluation) bool {
	if s.views.ahead != nil && s.receive() && s.running {
		return true
	}
	if len(s.lanes) == 0 {
		return true
	}
	cost, sure := s.lookCost()
	stale := s.stale()
	want := s.want(evaluate)
	if !stale && !want.Eval {
		return true
	}
	if s.running && stale && sure && time.Since(s.views.spaced) < lookSpacing*(cost+s.views.drawing.Cost) {
		return false
	}
	if s.overlaps() {
		s.begin(want)
		return false
	}
	for _, l := range s.lanes {
		if !l.stale(s.cfg.View) && !want.Eval {
			continue
		}
		if !s.observe(l, want) {
			return false
		}
		l.seen = s.cfg.View
	}
	s.views.spaced = time.Now()
	s.noteLook(want)
	return true
}

// overlaps reports whether lanes can be looked at while they train.
func (s *Session) overlaps() bool {
	if !s.running || s.cfg.Speed > 0 || s.contest != nil {
		return false // there is time to wait in, or a turn of a race waits anyway
	}
	any := false
	for _, l := range s.lanes {
		if l.stopped {
			continue
		}
		if l.obs == nil || l.pre.Busy() || l.pre.News() {
			return false
		}
		_, can := l.backend.(backend.Overlapping)
		any = any || can
	}
	return any
}

// begin sends for observations of all lanes.
func (s *Session) begin(want backend.Want) {
	s.views.spaced, s.views.ahead = time.Now(), &want
	for _, l := range s.lanes {
		if !l.stopped && s.observed(l, l.begin(want)) {
			l.seen = s.cfg.View
		}
	}
}

// receive waits for the observations that begin has sent for, and reports
// whether there are any: lanes may have moved to another backend.
func (s *Session) receive() bool {
	want, any := *s.views.ahead, false
	s.views.ahead = nil
	for _, l := range s.lanes {
		any = any || l.pending != nil
		s.observed(l, l.receive())
	}
	if any {
		s.noteLook(want)
	}
	return any
}

// noteLook remembers when and how long lanes were looked at.
func (s *Session) noteLook(want backend.Want) {
	s.views.looked = time.Now()
	if want.State {
		s.views.kept = time.Now()
	}
	if !want.Eval {
		return
	}
	s.views.evaluated, s.views.evalTook = time.Now(), 0
	for _, l := range s.lanes {
		if !l.stopped {
			s.views.evalTook += l.saw
		}
	}
}

// observe looks at a lane, or puts it on the CPU if its backend failed; false
// means that it was interrupted.
func (s *Session) observe(l *lane, want backend.Want) bool { return s.observed(l, l.observe(want)) }

// observed deals with what came of a look at a lane.
func (s *Session) observed(l *lane, err error) bool {
	if _, interrupted := backend.StepsTaken(err); interrupted {
		return false
	}
	if err != nil {
		s.rescue(l, err)
	}
	return true
}

// stale reports whether the newest observation is of an earlier state, was made for
// another view, or has not brought parameters that somebody waits for.
func (l *lane) stale(view string) bool {
	return !l.stopped && (l.obs == nil || l.obs.Step != l.step || l.seen != view || l.changed || l.waits && !l.current() || l.pre.News())
}

// stale reports whether any lane is to be looked at anew.
func (s *Session) stale() bool {
	return slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.stale(s.cfg.View) })
}

// lookCost is about what a look at all lanes takes; sure is false as long as a lane
// has been looked at less than twice, and the look may have been an exception.
func (s *Session) lookCost() (cost time.Duration, sure bool) {
	sure = true
	for _, l := range s.lanes {
		cost += l.look.Cost
		sure = sure && (l.look.Seen > 1 || l.stopped)
	}
	return cost, sure
}
