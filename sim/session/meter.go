package session

import "time"

// meter is a running mean of the time that one unit of work takes.
type meter struct {
	spent   time.Duration
	units   int
	perUnit time.Duration // 0 until known
	best    time.Duration // the least that perUnit was over one whole window; 0 until known
}

// meterWindow is how much work a meter averages over: long against the clock's
// resolution (browsers round to 0.1 ms, Firefox to 1 ms), short against a viewer's patience.
const meterWindow = 5 * time.Millisecond

func (m *meter) add(d time.Duration, units int) {
	m.spent += d
	m.units += units
	whole := m.spent >= meterWindow
	if m.units == 0 || m.spent == 0 || (!whole && m.perUnit != 0) {
		return // nothing is known where the clock has not moved
	}
	now := max(m.spent/time.Duration(m.units), 1)
	if whole && (m.best == 0 || now < m.best) {
		m.best = now
	}
	if m.perUnit != 0 {
		now = (m.perUnit + now) / 2
	}
	m.perUnit = now
	m.spent, m.units = 0, 0
}

// least is the best time of a unit, or the only one where no window was whole yet.
func (m *meter) least() time.Duration {
	if m.best == 0 {
		return m.perUnit
	}
	return m.best
}

// rate measures steps per second of wall clock over about the last second.
type rate struct {
	from     time.Time
	fromStep int
	perSec   float64
}

func (r *rate) sample(now time.Time, step int) {
	if r.from.IsZero() || step < r.fromStep {
		r.from, r.fromStep = now, step
		return
	}
	if d := now.Sub(r.from); d >= time.Second || (r.perSec == 0 && d >= 100*time.Millisecond) {
		r.perSec = float64(step-r.fromStep) / d.Seconds()
		r.from, r.fromStep = now, step
	}
}

// pause forgets the running window, so that a pause is not taken for slowness.
func (r *rate) pause() { r.from = time.Time{} }

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
