package session

import (
	"context"
	"strings"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/placement"
	"backflow/sim/text"
)

// place gives a new lane a backend, as its Config asks. A lane that is to run on
// a GPU which is still being looked for begins on the CPU, once GPUWait is over.
func (s *Session) place(ctx context.Context, l *lane) error {
	if l.Backend != "gpu" {
		return l.run(s.open.CPU(), s.whyCPU(l))
	}
	if err := s.awaitGPU(ctx); err != nil {
		return err
	}
	if !s.gpu.Verified() || s.gpu.LostInTest() != nil { // meetGPU sees to that
		s.moving = true
		return l.run(s.open.CPU(), s.whyCPU(l))
	}
	reason := s.gpu.Err()
	if reason == nil {
		if reason = s.toGPU(l, "GPU: as chosen"); reason == nil {
			return nil
		}
	}
	switch {
	case s.gpu.Err() == nil && placement.Spoils(reason):
		s.failure = reason // for meetGPU: here the lanes may be half new and half old
	case !s.returning:
		s.fallBack(l, text.Clause(reason))
	}
	return l.run(s.open.CPU(), "CPU: "+text.Clause(reason))
}

// fallback are lanes that were to run on a GPU, and what keeps them on the CPU: one
// sentence says it of all of them.
type fallback struct {
	labels []string
	reason string
}

func (s *Session) fallBack(l *lane, reason string) {
	if s.fallback.reason != reason {
		s.tellFallback()
	}
	s.fallback.labels, s.fallback.reason = append(s.fallback.labels, l.Label.String()), reason
}

func (s *Session) tellFallback() {
	labels := s.fallback.labels
	switch last := len(labels) - 1; {
	case last == 0:
		s.notify("error", "%s runs on the CPU: %s.", labels[0], s.fallback.reason)
	case last > 0:
		s.notify("error", "%s and %s run on the CPU: %s.", strings.Join(labels[:last], ", "), labels[last], s.fallback.reason)
	}
	s.fallback = fallback{}
}

// toGPU puts a lane on the GPU, which has passed its test.
func (s *Session) toGPU(l *lane, why string) error {
	if err := l.run(s.gpu.Device().NewBackend(), why); err != nil {
		return err
	}
	l.device = s.gpu.Number
	return nil
}

// awaitGPU waits until a GPU has been found and tested, or as long as GPUWait says.
func (s *Session) awaitGPU(ctx context.Context) error {
	s.gpu.Verify(s.open.GPU)
	var enough <-chan time.Time // never, if nil
	if s.GPUWait > 0 {
		enough = time.After(s.GPUWait)
	}
	select {
	case <-s.gpu.Tested():
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
	case s.gpu.Err() != nil:
		return "CPU: " + text.Clause(s.gpu.Err())
	case !s.gpu.Found():
		return "CPU: a GPU is still being looked for"
	case l.Backend == "gpu":
		return "CPU: the GPU is still being tested"
	}
	return "CPU: not yet compared with the GPU"
}

// placeAll moves every lane to what its Config now asks for, with its
// parameters.
func (s *Session) placeAll(ctx context.Context) {
	s.comparison.Restart()
	for _, l := range s.lanes {
		if l.stopped {
			continue
		}
		s.keep(l)
		if err := s.place(ctx, l); err != nil {
			s.notify("error", "%s stays on its backend: %s.", l.Label, text.Clause(err))
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
		s.loseGPU(s.gpu.Number, s.failure)
	}
	if lost := s.gpu.LostInTest(); lost != nil {
		s.loseGPU(s.gpu.Number, lost)
	}
	if s.moving {
		if s.gpu.Verify(s.open.GPU); s.gpu.Verified() {
			s.moving = false
			s.moveChosen()
		}
	}
	if s.comparison.Wanted && time.Since(s.built) >= settle {
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
		if err := s.place(context.Background(), l); err != nil {
			s.notify("error", "%s stays on the CPU: %s.", l.Label, text.Clause(err))
		}
		moved = append(moved, l)
	}
	s.returned(moved)
	s.restartClock()
}
