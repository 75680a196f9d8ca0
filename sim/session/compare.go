package session

import (
	"slices"
	"time"

	"backflow/sim/session/placement"
	"backflow/sim/text"
)

// settle is how long a Config must stand before CPU and GPU are compared: a
// slider in motion is not worth it.
const settle = time.Second

// Testing reports whether a GPU is being opened, compared with the CPU or tested.
// Whoever else uses it may want to keep still meanwhile.
func (s *Session) Testing() bool { return s.gpu.Busy() || s.comparison.UnderWay() }

// compareGPU takes the next step towards a choice.
func (s *Session) compareGPU() {
	auto, c := s.autoLanes(), &s.comparison
	if len(auto) == 0 {
		c.End()
		return
	}
	if s.Unwatched {
		return
	}
	s.gpu.Start(s.open.GPU)
	switch {
	case s.gpu.LostInTest() != nil: // just now, which meetGPU sees to
	case s.gpu.Err() != nil:
		s.stay(auto, "CPU: "+text.Clause(s.gpu.Err()))
	case !s.gpu.Found():
	case c.Verdict != "":
		s.moveTested(auto)
	case slices.ContainsFunc(auto, func(l *lane) bool { return l.cost.PerUnit == 0 }): // the CPU has not been measured yet
	case s.gpu.Busy(): // a test from before needs the device for itself
	case !c.UnderWay():
		c.TryOut(s.gpu.Device(), candidates(auto))
	case c.Ready():
		s.decide(auto)
	}
}

// autoLanes are the lanes whose Config leaves the backend to the program.
func (s *Session) autoLanes() []*lane {
	var auto []*lane
	for _, l := range s.lanes {
		if l.Backend == "auto" && !l.stopped {
			auto = append(auto, l)
		}
	}
	return auto
}

// candidates are lanes as a comparison knows them.
func candidates(lanes []*lane) []placement.Candidate {
	var cs []placement.Candidate
	for _, l := range lanes {
		cs = append(cs, placement.Candidate{Problem: l.problem, Hyper: l.hyper, OnCPU: &l.cost})
	}
	return cs
}

// decide measures the GPU on the lanes' own networks, together as they would
// train there. If it is faster they move there as soon as it has passed its test.
func (s *Session) decide(auto []*lane) {
	wins, verdict, err := s.comparison.Decide()
	switch {
	case err != nil:
		if placement.Spoils(err) {
			s.failure = err
		}
		s.stay(auto, "CPU: "+text.Clause(err))
	case !wins:
		s.stay(auto, "CPU: "+verdict+" than this GPU at this size")
	default:
		s.gpu.Verify(s.open.GPU)
		for _, l := range auto {
			l.why = "CPU: the GPU is " + verdict + ", but not yet tested"
		}
		s.moveTested(auto)
	}
	s.restartClock()
}

// stay ends the comparison for the CPU.
func (s *Session) stay(auto []*lane, why string) {
	s.comparison.End()
	for _, l := range auto {
		l.why = why
	}
	s.returned(auto)
}

// moveTested moves lanes to the GPU, once it has passed its test.
func (s *Session) moveTested(auto []*lane) {
	if !s.gpu.Verified() || s.gpu.Err() != nil {
		return
	}
	why := "GPU: " + s.comparison.Verdict + " than the CPU at this size"
	s.comparison.End()
	for _, l := range auto {
		s.keep(l)
		err := s.toGPU(l, why)
		if err != nil {
			l.why = "CPU: " + text.Clause(err)
		}
		if placement.Spoils(err) {
			s.failure = err
		}
	}
	s.returned(auto)
	s.restartClock()
}
