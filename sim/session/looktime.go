package session

import "time"

// lookTime is what a look at a lane takes: the lesser of the newest two, as one of
// them may have waited for a GPU's compiler, or for whatever else runs there.
type lookTime struct {
	cost time.Duration // 0 until known
	last time.Duration
	seen int
}

func (t *lookTime) add(took time.Duration) {
	t.cost = took
	if t.seen > 0 {
		t.cost = min(took, t.last)
	}
	t.last = took
	t.seen++
}

// lookCost is about what a look at all lanes takes; sure is false as long as a lane
// has been looked at less than twice, and the look may have been an exception.
func (s *Session) lookCost() (cost time.Duration, sure bool) {
	sure = true
	for _, l := range s.lanes {
		cost += l.look.cost
		sure = sure && (l.look.seen > 1 || l.stopped)
	}
	return cost, sure
}
