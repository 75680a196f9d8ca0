// Package meter measures what a session's work costs: in training, in looks, and in
// steps a second.
package meter

import "time"

// Cost is a running mean of the time that one unit of work takes.
type Cost struct {
	spent   time.Duration
	units   int
	PerUnit time.Duration // 0 until known
	best    time.Duration // the least that PerUnit was over one whole window; 0 until known
}

// window is how much work a Cost averages over: long against the clock's
// resolution (browsers round to 0.1 ms, Firefox to 1 ms), short against a viewer's patience.
const window = 5 * time.Millisecond

// Add takes in work of some units that took so long.
func (m *Cost) Add(d time.Duration, units int) {
	m.spent += d
	m.units += units
	whole := m.spent >= window
	if m.units == 0 || m.spent == 0 || (!whole && m.PerUnit != 0) {
		return // nothing is known where the clock has not moved
	}
	now := max(m.spent/time.Duration(m.units), 1)
	if whole && (m.best == 0 || now < m.best) {
		m.best = now
	}
	if m.PerUnit != 0 {
		now = (m.PerUnit + now) / 2
	}
	m.PerUnit = now
	m.spent, m.units = 0, 0
}

// Least is the best time of a unit, or the only one where no window was whole yet.
func (m *Cost) Least() time.Duration {
	if m.best == 0 {
		return m.PerUnit
	}
	return m.best
}

// Rate measures steps per second of wall clock over about the last second.
type Rate struct {
	from     time.Time
	fromStep int
	PerSec   float64 // 0 until known
}

// Sample takes in where training is.
func (r *Rate) Sample(now time.Time, step int) {
	if r.from.IsZero() || step < r.fromStep {
		r.from, r.fromStep = now, step
		return
	}
	if d := now.Sub(r.from); d >= time.Second || (r.PerSec == 0 && d >= 100*time.Millisecond) {
		r.PerSec = float64(step-r.fromStep) / d.Seconds()
		r.from, r.fromStep = now, step
	}
}

// Pause forgets the running window, so that a pause is not taken for slowness.
func (r *Rate) Pause() { r.from = time.Time{} }

// Look is what a look at a lane takes: the newest, but at most twice the one before, as
// it may have waited for a GPU's compiler, or for whatever else runs there. The lesser of
// both would fall below the mean where looks differ, and training would lose by it.
type Look struct {
	Cost time.Duration // 0 until known
	last time.Duration
	Seen int // looks so far
}

// Add takes in a look that took so long.
func (t *Look) Add(took time.Duration) {
	t.Cost = took
	if t.Seen > 0 {
		t.Cost = min(took, 2*t.last)
	}
	t.last = took
	t.Seen++
}
