package session

import "time"

// A round is a step of a lane of pace 1, and as many steps of any other lane as its pace
// says. Where a round takes longer than a turn of Work, lanes are in the midst of it
// between two turns.

// pace is how many steps the lane takes a round.
func (l *lane) pace() int { return max(l.Pace, 1) }

// rounds is how many rounds the lane has ended.
func (l *lane) rounds() int { return l.step / l.pace() }

// begun is how many rounds the lane has begun.
func (l *lane) begun() int { return (l.step + l.pace() - 1) / l.pace() }

// until is how many steps are left to the end of so many rounds.
func (l *lane) until(rounds int) int { return max(rounds*l.pace()-l.step, 0) }

// rear is how many rounds the lane that is least far has ended, of those that go on.
func (s *Session) rear() int {
	rounds := -1
	for _, l := range s.lanes {
		if s.goes(l) && (rounds < 0 || l.rounds() < rounds) {
			rounds = l.rounds()
		}
	}
	return max(rounds, 0)
}

// Rounds is how many rounds of training the networks have ended, those left aside that have stopped.
func (s *Session) Rounds() int { return s.rear() }

// front is how many rounds the lane that is farthest has begun, of those that go on.
func (s *Session) front() int {
	rounds := 0
	for _, l := range s.lanes {
		if s.goes(l) {
			rounds = max(rounds, l.begun())
		}
	}
	return rounds
}

// uneven reports whether a round is begun that not all lanes have ended.
func (s *Session) uneven() bool { return !s.apart() && s.rear() < s.front() }

// round begins as many rounds as fit into the budget, one at least, and takes as much of
// that one as fits.
func (s *Session) round(budget time.Duration, limit int) {
	if !s.apart() || !s.running {
		s.onward(s.lanes, budget, limit)
		return
	}
	for i := range s.lanes {
		if !s.onward(s.lanes[i:i+1], budget/time.Duration(len(s.lanes)), limit) {
			return
		}
	}
}

// onward is round for some of the lanes. It reports whether they took all their steps.
func (s *Session) onward(lanes []*lane, budget time.Duration, limit int) bool {
	n := min(limit, fitting(lanes, budget))
	return s.take(lanes, budget, func(l *lane) int { return l.until(l.rounds() + n) })
}

// catchUp goes on with a round that is begun: lanes in its midst, or behind since an
// interruption or a failure, take as many steps to its end as fit into the budget.
func (s *Session) catchUp(budget time.Duration) {
	front := s.front()
	s.take(s.lanes, budget, func(l *lane) int { return l.until(front) })
}

// take lets each lane take its steps, or the same share of them where all do not fit into
// the budget, and one at least; one while their cost is unknown. It reports whether
// nothing came between.
func (s *Session) take(lanes []*lane, budget time.Duration, steps func(*lane) int) bool {
	share := fits(lanes, budget, steps)
	for _, l := range lanes {
		n := steps(l)
		if share < 1 {
			n = min(n, max(1, int(share*float64(n))))
		}
		if !s.advance(l, min(n, maxChunk)) {
			return false
		}
	}
	return true
}

// fits is the share of the lanes' steps that fits into a budget; 0 while their cost is
// unknown.
func fits(lanes []*lane, budget time.Duration, steps func(*lane) int) float64 {
	cost := 0.0
	for _, l := range lanes {
		n := steps(l)
		if l.stopped || n == 0 {
			continue
		}
		if l.cost.PerUnit == 0 {
			return 0
		}
		cost += float64(n) * float64(l.cost.PerUnit)
	}
	return min(1, float64(budget)/max(cost, 1))
}

// fitting is how many rounds of some lanes fit into a budget, one at least; one while
// their cost is unknown.
func fitting(lanes []*lane, budget time.Duration) int {
	var cost time.Duration
	most := maxChunk
	for _, l := range lanes {
		if l.stopped {
			continue
		}
		if l.cost.PerUnit == 0 {
			return 1
		}
		cost += time.Duration(l.pace()) * l.cost.PerUnit
		most = min(most, maxChunk/l.pace())
	}
	return max(1, min(most, int(budget/max(cost, 1))))
}
