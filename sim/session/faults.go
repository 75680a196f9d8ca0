package session

import (
	"errors"
	"slices"
	"strings"

	"backflow/sim/backend"
	"backflow/sim/text"
)

// loseGPU gives up the device that a lane was on, which every lane was on: they
// go on on the CPU from their last kept parameters. Another device is looked for
// meanwhile, and tested, and meetGPU moves the lanes to it.
func (s *Session) loseGPU(device int, cause error) {
	if device != s.gpu.Number {
		return // by now there is another; this is an echo of what was said before
	}
	next := s.giveUpGPU(cause)
	from := -1
	for _, l := range s.lanes {
		if !l.stopped && l.onGPU() && s.toCPU(l, text.Clause(cause)) && (from < 0 || l.step < from) {
			from = l.step
		}
	}
	if from < 0 { // it only was to be tried
		from = s.rear()
	}
	s.notify("error", "%s; training goes on on the CPU from step %d%s.", text.Capital(text.Clause(cause)), from, next)
}

// giveUpGPU decides what comes after a device that failed, and returns the end
// of the sentence that says so.
func (s *Session) giveUpGPU(cause error) (next string) {
	s.comparison.End()
	s.moving, s.returning, s.failure = false, false, nil
	var full *backend.FullError
	if errors.As(cause, &full) {
		s.gpu.Renew() // for another network
		return ", since another device would have no more"
	}
	if last := s.gpu.Lose(cause); last != "" {
		s.explainCPU()
		return " and stays there, since it is the second time " + last
	}
	s.comparison.Restart()
	s.moving = slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.Backend == "gpu" })
	s.returning = true
	return " while a new device is looked for"
}

// explainCPU says anew why lanes are on the CPU: none waits for a GPU any longer.
func (s *Session) explainCPU() {
	for _, l := range s.lanes {
		if !l.stopped && !l.onGPU() {
			l.why = s.whyCPU(l)
		}
	}
}

// toCPU puts a lane on the CPU, from the last parameters that were kept.
func (s *Session) toCPU(l *lane, why string) bool {
	if l.onGPU() {
		l.pre.Redo()
	}
	l.problem.State = l.kept
	if err := l.run(s.open.CPU(), "CPU: "+why); err != nil {
		l.stopped = true
		l.note = "Stopped: " + text.Clause(err) + "."
		return false
	}
	return true
}

// returned says what has become of lanes that had lost their GPU.
func (s *Session) returned(lanes []*lane) {
	if s.failure != nil || !s.returning || len(lanes) == 0 {
		return
	}
	s.returning = false
	l := lanes[0]
	how, onGPU := strings.CutPrefix(l.why, "GPU: ")
	switch {
	case onGPU:
		s.notify("info", "A new GPU device has passed its test, and trains from step %d (%s).", l.step, how)
	case s.gpu.Err() != nil:
		s.notify("error", "There is no new GPU device, so that training stays on the CPU: %s.", text.Clause(s.gpu.Err()))
	default:
		s.notify("info", "There is a new GPU device, but training stays on the CPU (%s).", strings.TrimPrefix(l.why, "CPU: "))
	}
}
