package session

import (
	"context"
	"errors"
	"math"
	"time"

	"backflow/sim/text"
)

// mostPast bounds the bytes of parameters that a reset keeps for Undo.
const mostPast = 256 << 20

// past is a run that a reset has ended.
type past struct {
	lanes  []*lane // without backends
	wall   time.Duration
	built  time.Time // of the lanes that came after it: with others it is over
	step   int       // of the lane that was least far
	rounds int
}

// Reset starts every lane anew from the same seed. Undo takes it back.
func (s *Session) Reset(ctx context.Context) error {
	if s.set == nil {
		return nil // there has been no Config yet
	}
	before := s.remember()
	if err := s.rebuild(ctx, s.cfg); err != nil {
		return err
	}
	if s.past = before; before != nil {
		before.built = s.built
	}
	return nil
}

// remember returns the run so far, nil if it takes too much memory. A run that is
// still remembered and was longer is worth more than a short one after it.
func (s *Session) remember() *past {
	if s.undoable() && s.front() < s.past.rounds {
		return s.past
	}
	if len(s.lanes) == 0 || !s.memorable() {
		return nil
	}
	p := &past{lanes: s.lanes, wall: s.wall, step: math.MaxInt, rounds: s.front()}
	cost, _ := s.lookCost()
	for _, l := range s.lanes {
		if l.pre.Busy() {
			return nil
		}
		if l.stopped {
			continue
		}
		if cost <= quickLook {
			s.keep(l) // others go back to what was kept last
		}
		p.step = min(p.step, l.kept.Step)
		p.rounds = min(p.rounds, l.kept.Step/l.pace())
	}
	if p.rounds == 0 {
		return nil // that is where a reset leads
	}
	return p
}

// memorable reports whether the parameters of all lanes fit beside them.
func (s *Session) memorable() bool {
	var bytes int64
	for _, l := range s.lanes {
		for _, tensor := range l.problem.State.Params {
			bytes += 4 * int64(len(tensor)) * int64(1+l.hyper.Optimiser.Moments())
		}
	}
	if bytes > mostPast || s.Room == 0 {
		return bytes <= mostPast
	}
	need, err := s.memory(s.cfg, s.set)
	return err == nil && need+bytes <= s.Room
}

func (s *Session) undoable() bool { return s.past != nil && s.past.built.Equal(s.built) }

// Undoable returns the step of the run that Undo would bring back, 0 if there is
// none.
func (s *Session) Undoable() int {
	if !s.undoable() {
		return 0
	}
	return s.past.step
}

// A run whose loss would be felt has taken longRun steps, or trained for longTraining: a deep
// conv net takes few steps in that.
const (
	longRun      = 1000
	longTraining = 20 * time.Second
)

// Missed reports whether the run that Undo would bring back is one whose loss would be felt.
func (s *Session) Missed() bool {
	return s.undoable() && (s.past.step >= longRun || s.past.wall >= longTraining)
}

// Undo brings back the run that the newest Reset has ended, with its history.
// What was chosen since counts: a learning rate, a backend.
func (s *Session) Undo(ctx context.Context) error {
	if !s.undoable() {
		return text.New("session.nothingToUndo")
	}
	p := s.past
	s.past = nil
	s.scheduler.Drop()
	closeAll(s.lanes)
	s.placement.Restart()
	for i, l := range p.lanes {
		if err := s.revive(ctx, l, s.lanes[i]); err != nil {
			closeAll(p.lanes[:i])
			s.lanes = nil // which are closed
			return errors.Join(err, s.rebuild(context.WithoutCancel(ctx), s.cfg))
		}
		s.lanes[i] = l
	}
	s.enterRace()
	s.wall, s.goal = p.wall, 0
	s.views.shown = time.Time{}
	s.restartClock()
	return nil
}

// revive puts a lane of a past run onto a backend, as the one in its place asks.
func (s *Session) revive(ctx context.Context, l, now *lane) error {
	step := l.step
	l.LaneConfig, l.hyper = now.LaneConfig, now.hyper
	l.backend, l.pending = nil, nil
	l.told, l.drawn = nil, nil // the page knows the run after it
	l.problem.State = l.kept
	if err := s.placeLane(ctx, l); err != nil {
		return err
	}
	if l.stopped {
		l.step = step
	}
	return nil
}
