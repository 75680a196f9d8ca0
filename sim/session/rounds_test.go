package session

import (
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/experiment"
)

// paced is a session of lanes that take so many steps a round, of a time each.
func paced(t *testing.T, query string, step time.Duration) *Session {
	t.Helper()
	s := sleepySession(step, 0)
	t.Cleanup(s.Close)
	cfg, problems := experiment.ParseQuery("act=relu&" + query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := s.Apply(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return s
}

// at is the step of each lane.
func at(s *Session) (steps [3]int) {
	for i, l := range s.lanes {
		steps[i] = l.step
	}
	return steps
}

// longestTurn works until done, and returns how long the longest turn took.
func longestTurn(t *testing.T, s *Session, done func() bool) (longest time.Duration) {
	t.Helper()
	for start := time.Now(); !done(); {
		turn := time.Now()
		if !s.Work(10 * time.Millisecond) {
			time.Sleep(s.Idle())
		}
		longest = max(longest, time.Since(turn))
		if time.Since(start) > time.Hour {
			t.Fatalf("in vain: %v", at(s))
		}
	}
	return longest
}

// A step is a round, whose steps are those of the lanes' paces, and which is taken in
// parts where it is long: no turn takes longer than it may, but for a step a lane.
func TestRoundsLongerThanATurnAreTakenInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := paced(t, "vs=pace:1,10,100", 4*time.Millisecond)
		s.Step(1)
		pending := func() bool { return s.Pending() == 0 }
		if longest := longestTurn(t, s, pending); longest > 22*time.Millisecond {
			t.Errorf("a turn took %v", longest)
		}
		if got := at(s); got != [3]int{1, 10, 100} {
			t.Errorf("after a step lanes are at %v", got)
		}
		s.Step(2)
		s.Step(1)
		longestTurn(t, s, pending)
		if got := at(s); got != [3]int{4, 40, 400} {
			t.Errorf("after four steps lanes are at %v", got)
		}
		if st := s.Stats(); st.Step != 4 || st.Lanes[2].Step != 400 || st.Lanes[1].Step != 40 || st.Lanes[2].Label.String() != "Pace 100" {
			t.Errorf("%+v", st)
		}
	})
}

// A pause in the midst of a round lets the round end, and a step is one more.
func TestPausedLanesHaveEndedTheirRounds(t *testing.T) {
	for _, more := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			s := paced(t, "vs=pace:1,10,100&speed=max", 4*time.Millisecond)
			longestTurn(t, s, func() bool { return s.lanes[2].step > 230 })
			if got := at(s); !s.uneven() || got[2] >= 300 || got[0] != 3 {
				t.Fatalf("lanes are not in the midst of their third round: %v", got)
			}
			s.SetRunning(false)
			if more > 0 {
				s.Step(more)
			}
			if s.resting() || !s.Owing() {
				t.Error("it rests in the midst of a round")
			}
			longestTurn(t, s, func() bool { return s.Pending() == 0 })
			if got, n := at(s), 3+more; got != [3]int{n, 10 * n, 100 * n} || s.Work(time.Second) {
				t.Errorf("after a pause and %d steps lanes are at %v", more, got)
			}
		})
	}
}

// The speed counts rounds, whatever the pace, on a machine that is fast enough.
func TestSpeedCountsRounds(t *testing.T) {
	for query, pace := range map[string]int{"vs=none&pace=7": 7, "vs=pace:7": 7, "vs=pace:7,70": 7} {
		synctest.Test(t, func(t *testing.T) {
			s := paced(t, query+"&speed=20", 10*time.Microsecond)
			start := time.Now()
			longestTurn(t, s, func() bool { return time.Since(start) > 10*time.Second })
			if got := s.lanes[0].step; got < 199*pace || got > 202*pace || got%pace != 0 {
				t.Errorf("%s: %d steps in ten seconds of 20 rounds", query, got)
			}
		})
	}
}

// A lane that has diverged holds up nobody's rounds, and a run comes back whole.
func TestUndoBringsRoundsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := paced(t, "vs=pace:2,10", time.Millisecond)
		s.Step(5)
		pending := func() bool { return s.Pending() == 0 }
		longestTurn(t, s, pending)
		if err := s.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := at(s); got != [3]int{} || s.Undoable() != 10 {
			t.Errorf("after a reset lanes are at %v, and %d steps can come back", got, s.Undoable())
		}
		if err := s.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := at(s); got != [3]int{10, 50} {
			t.Errorf("after undo lanes are at %v", got)
		}
		s.lanes[0].stopped = true
		s.Step(1)
		longestTurn(t, s, pending)
		if got := at(s); got != [3]int{10, 60} {
			t.Errorf("beside a lane that has stopped: %v", got)
		}
	})
}
