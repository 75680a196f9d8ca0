package session

import "time"

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
