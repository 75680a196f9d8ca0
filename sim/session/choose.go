package session

import (
	"context"
	"strings"
	"time"

	"backflow/sim/backend"
)

// house gives a new lane a backend, as its Config asks. A lane that is to run on
// a GPU which is still being looked for begins on the CPU, once GPUWait is over.
func (s *Session) house(ctx context.Context, l *lane) error {
	if l.Backend != "gpu" {
		return l.run(s.open.CPU(), s.whyCPU(l))
	}
	if err := s.awaitGPU(ctx); err != nil {
		return err
	}
	if !s.gpu.verified() || s.gpu.lostInTest() != nil { // meetGPU sees to that
		s.moving = true
		return l.run(s.open.CPU(), s.whyCPU(l))
	}
	reason := s.gpu.err()
	if reason == nil {
		if reason = s.toGPU(l, "GPU: as chosen"); reason == nil {
			return nil
		}
	}
	switch {
	case s.gpu.err() == nil && spoils(reason):
		s.failure = reason // for meetGPU: here the lanes may be half new and half old
	case !s.returning:
		s.strand(l, clause(reason))
	}
	return l.run(s.open.CPU(), "CPU: "+clause(reason))
}

// stranded are lanes that were to run on a GPU, and what keeps them on the CPU: one
// sentence says it of all of them.
type stranded struct {
	labels []string
	reason string
}

func (s *Session) strand(l *lane, reason string) {
	if s.stranded.reason != reason {
		s.tellStranded()
	}
	s.stranded.labels, s.stranded.reason = append(s.stranded.labels, l.Label), reason
}

func (s *Session) tellStranded() {
	labels := s.stranded.labels
	switch last := len(labels) - 1; {
	case last == 0:
		s.notify("error", "%s runs on the CPU: %s.", labels[0], s.stranded.reason)
	case last > 0:
		s.notify("error", "%s and %s run on the CPU: %s.", strings.Join(labels[:last], ", "), labels[last], s.stranded.reason)
	}
	s.stranded = stranded{}
}

// toGPU puts a lane on the GPU, which has passed its test.
func (s *Session) toGPU(l *lane, why string) error {
	if err := l.run(s.gpu.device().NewBackend(), why); err != nil {
		return err
	}
	l.device = s.gpu.number
	return nil
}

// awaitGPU waits until a GPU has been found and tested, or as long as GPUWait says.
func (s *Session) awaitGPU(ctx context.Context) error {
	s.gpu.verify(s.open.GPU)
	var enough <-chan time.Time // never, if nil
	if s.GPUWait > 0 {
		enough = time.After(s.GPUWait)
	}
	select {
	case <-s.gpu.testing.done:
	case <-enough:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (s *Session) whyCPU(l *lane) string {
	switch {
	case l.Backend == "cpu":
		return "CPU: as chosen"
	case s.gpu.err() != nil:
		return "CPU: " + clause(s.gpu.err())
	case !s.gpu.found():
		return "CPU: a GPU is still being looked for"
	case l.Backend == "gpu":
		return "CPU: the GPU is still being tested"
	}
	return "CPU: not yet compared with the GPU"
}

// rehouse moves every lane to what its Config now asks for, with its
// parameters.
func (s *Session) rehouse(ctx context.Context) {
	s.race.restart()
	for _, l := range s.lanes {
		if l.stopped {
			continue
		}
		s.keep(l)
		if err := s.house(ctx, l); err != nil {
			s.notify("error", "%s stays on its backend: %s.", l.Label, clause(err))
		}
	}
}

// keep makes the lane's present parameters those that a new backend starts on.
func (s *Session) keep(l *lane) {
	for !s.observe(l, backend.Want{State: true}) {
		// Whatever interrupts has to wait until the parameters are safe.
	}
	l.problem.State = l.kept
	l.seen = "" // this was a look for no view
}

// meetGPU moves lanes once there is a GPU: those that are to run on it, and those
// that leave the choice to the program if it is faster there.
func (s *Session) meetGPU() {
	if s.failure != nil {
		s.loseGPU(s.gpu.number, s.failure)
	}
	if lost := s.gpu.lostInTest(); lost != nil {
		s.loseGPU(s.gpu.number, lost)
	}
	if s.moving {
		if s.gpu.verify(s.open.GPU); s.gpu.verified() {
			s.moving = false
			s.moveChosen()
		}
	}
	if s.race.wanted && time.Since(s.built) >= settle {
		s.compareGPU()
	}
}

// moveChosen moves the lanes that are to run on the GPU to it.
func (s *Session) moveChosen() {
	var moved []*lane
	for _, l := range s.lanes {
		if l.Backend != "gpu" || l.stopped {
			continue
		}
		s.keep(l)
		if err := s.house(context.Background(), l); err != nil {
			s.notify("error", "%s stays on the CPU: %s.", l.Label, clause(err))
		}
		moved = append(moved, l)
	}
	s.returned(moved)
	s.unhurry()
}
