package meter

import (
	"testing"
	"time"
)

// A clock that moves by a millisecond, as Firefox's, says 0 of most single steps, which is not what they take.
func TestMeterOnACoarseClock(t *testing.T) {
	const step, tick = 130 * time.Microsecond, time.Millisecond
	var m Cost
	for i := range time.Duration(1000) {
		m.Add((i+1)*step/tick*tick-i*step/tick*tick, 1)
		if i < tick/step && (m.PerUnit != 0 || m.Least() != 0) {
			t.Fatalf("after %d steps, before the clock has moved: %v a step, %v at best", i+1, m.PerUnit, m.Least())
		}
	}
	for name, got := range map[string]time.Duration{"mean": m.PerUnit, "least": m.Least()} {
		if got < step*3/4 || got > step*5/4 {
			t.Errorf("%s %v for steps of %v", name, got, step)
		}
	}
}

// A single long step is enough to know what it takes.
func TestMeterKnowsAfterOneStep(t *testing.T) {
	var m Cost
	m.Add(2*time.Millisecond, 1)
	if m.PerUnit != 2*time.Millisecond || m.Least() != 2*time.Millisecond {
		t.Errorf("%v, %v at best, for a step of 2 ms", m.PerUnit, m.Least())
	}
}
