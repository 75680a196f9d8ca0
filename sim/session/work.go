package session

import (
	"math"
	"time"

	"backflow/sim/backend"
)

// maxChunk bounds the steps between two looks at the clock.
const maxChunk = 2000

// Work trains for about the given time, all lanes in lockstep, round by round (each on
// its own where lanes compare backends; in a race lane by lane), no faster than the Config's speed, and first
// pre-trains where the Config asks for that. It reports whether there was
// anything to do; if not, the caller may wait for Idle.
func (s *Session) Work(budget time.Duration) bool {
	if !s.resting() && s.Pretrain(budget) {
		return true
	}
	if s.placement.Meet(s.placed(), s.Unwatched) {
		s.restartClock()
	}
	s.fillPhases()
	if !s.resting() {
		s.measureBeside(budget)
		s.scoreBeside(budget)
	}
	if s.contest != nil {
		swept := s.sweepOn(budget)
		return s.race(budget) || swept
	}
	now := time.Now()
	limit := s.limit(now)
	s.lastWork = now
	switch {
	case s.AllStopped():
		return false
	case s.uneven():
		s.catchUp(budget)
	case limit < 1:
		return false
	default:
		before := s.front()
		s.round(budget, limit)
		s.allowance -= float64(max(s.front()-before, 0)) // a lane that stops is no step back
	}
	s.wall += time.Since(now)
	return true
}

// limit returns how many rounds may be begun now.
func (s *Session) limit(now time.Time) int {
	speed := s.speed()
	switch {
	case !s.running:
		return min(s.Pending(), maxChunk)
	case speed == 0:
		return maxChunk
	}
	if !s.lastWork.IsZero() {
		s.allowance += now.Sub(s.lastWork).Seconds() * speed
	} else {
		s.allowance = 1 // the first step after a start comes at once
	}
	// At most a quarter of a second's worth is made up for after a stall.
	s.allowance = min(s.allowance, max(1, speed/4))
	return min(int(s.allowance), maxChunk)
}

// A gentle start: so many steps in the first second, ten times as many a second
// with each second after it, until gentleSteps have been taken.
const (
	gentleRate  = 30
	gentleSteps = 100_000
)

// speed is how many rounds a second training may take now; 0 is any number.
func (s *Session) speed() float64 {
	taken := s.front()
	if !s.Gentle || taken >= gentleSteps {
		return s.cfg.Speed
	}
	gentle := gentleSpeed(taken)
	if s.cfg.Speed == 0 {
		return gentle
	}
	return min(gentle, s.cfg.Speed)
}

// gentleSpeed is the speed of a gentle start after some steps. It grows with them,
// and so tenfold a second, whatever befalls the clock meanwhile.
func gentleSpeed(taken int) float64 {
	return gentleRate + math.Ln10*float64(max(0, taken-gentleRate))
}

// Idle returns how long the caller may wait before it calls Work again.
func (s *Session) Idle() time.Duration {
	const rest = 250 * time.Millisecond // nothing to do but to look for changes
	speed := s.speed()
	if !s.running || speed == 0 || s.contest != nil || s.AllStopped() {
		return rest
	}
	missing := (1 - s.allowance) / speed
	return min(rest, time.Duration(math.Ceil(missing*float64(time.Second)))+1) // never a moment too early
}

// advance takes n steps with a lane, and reports whether it took them all.
func (s *Session) advance(l *lane, n int) bool {
	err := l.advance(n)
	if err == nil {
		return true
	}
	if _, interrupted := backend.StepsTaken(err); !interrupted {
		s.rescue(l, err)
	}
	return false
}

// apart reports whether every lane goes at its own pace: lanes that compare
// backends do.
func (s *Session) apart() bool { return s.cfg.VS.Param == "backend" }

// AllStopped reports whether no lane trains any more.
func (s *Session) AllStopped() bool {
	for _, l := range s.lanes {
		if s.goes(l) {
			return false
		}
	}
	return true
}
