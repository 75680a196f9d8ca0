package session

import (
	"context"

	"backflow/sim/backend"
	"backflow/sim/session/placement"
	"backflow/sim/text"
)

// placed is a lane as its placement knows it.
type placed struct {
	*lane
	s *Session
}

// placed are all lanes.
func (s *Session) placed() []placement.Lane {
	lanes := make([]placement.Lane, len(s.lanes))
	for i, l := range s.lanes {
		lanes[i] = placed{l, s}
	}
	return lanes
}

func (l placed) Name() text.Message      { return l.Label }
func (l placed) Asks() string            { return l.Backend }
func (l placed) Taken() int              { return l.step }
func (l placed) Stopped() bool           { return l.stopped }
func (l placed) Place() *placement.Place { return &l.place }

func (l placed) Candidate() placement.Candidate {
	return placement.Candidate{Problem: l.problem, Hyper: l.hyper, OnCPU: &l.cost}
}

func (l placed) Run(b backend.Backend) error { return l.run(b) }

func (l placed) Keep() { l.s.keep(l.lane) }

func (l placed) Restore(lost bool) {
	if lost {
		l.pre.Redo()
	}
	l.problem.State = l.kept
}

func (l placed) Stop(reason error) {
	l.stopped = true
	l.note = text.New("session.stopped", "why", reason)
}

// placeLane gives a new lane a backend.
func (s *Session) placeLane(ctx context.Context, l *lane) error {
	return s.placement.Place(ctx, placed{l, s}, s.GPUWait)
}

// rescue brings a lane whose backend failed to the CPU.
func (s *Session) rescue(l *lane, cause error) {
	s.placement.Rescue(s.placed(), placed{l, s}, cause)
}

// keep makes the lane's present parameters those that a new backend starts on.
func (s *Session) keep(l *lane) {
	for !s.observe(l, backend.Want{State: true}) {
		// Whatever interrupts has to wait until the parameters are safe.
	}
	l.problem.State = l.kept
	l.seen = "" // this was a look for no view
}

// Testing reports whether a GPU is being opened, compared with the CPU or tested.
// Whoever else uses it may want to keep still meanwhile.
func (s *Session) Testing() bool { return s.placement.Busy() }
