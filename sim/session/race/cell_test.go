package race

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
)

// What is still being made when a sweep stops is closed once it is there.
func TestStopClosesWhatIsMade(t *testing.T) { synctest.Test(t, testStopClosesWhatIsMade) }

func testStopClosesWhatIsMade(t *testing.T) {
	s, made, open := swept(func(int) time.Duration { return time.Millisecond })
	build := s.Problem
	s.Problem = func(width int) (backend.Problem, backend.Hyper, error) {
		time.Sleep(time.Second)
		return build(width)
	}
	if !s.Work(8 * time.Millisecond) {
		t.Error("waiting for a backend is not something to do")
	}
	s.Stop()
	time.Sleep(time.Second)
	synctest.Wait()
	if len(*made) != 1 || *open != 0 || !s.Done() {
		t.Errorf("%d made, %d still open, done %t", len(*made), *open, s.Done())
	}
}

// A rate is of the better of two tries less what a single step takes, and finite on a clock that stands still.
func TestCellRates(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name  string
		cell  cell
		tries []time.Duration
		want  float64
	}{
		{"long steps", cell{n: 1}, []time.Duration{250 * ms}, 4},
		{"two tries", cell{n: 64, once: ms}, []time.Duration{100 * ms, 64 * ms}, 1000},
		{"a better first try", cell{n: 64, once: ms}, []time.Duration{64 * ms, 100 * ms}, 1000},
		{"more steps", cell{n: 32, once: ms}, []time.Duration{32 * ms, 64 * ms, 64 * ms}, 1000},
		{"one step as long as all", cell{n: 4, once: 60 * ms, first: 100 * ms}, []time.Duration{50 * ms}, 80},
		{"no clock", cell{n: mostTimed}, []time.Duration{0}, mostTimed * 1e9},
	} {
		for i, d := range c.tries {
			got, want := c.cell.took(d), 0.0
			if i == len(c.tries)-1 {
				want = c.want
			}
			if math.Abs(got-want) > 1e-9*want {
				t.Errorf("%s, try %d: %g, want %g", c.name, i, got, want)
			}
		}
	}
}
