package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/experiment"
)

// sleepy is a backend whose steps take their time, on a clock that tests turn.
type sleepy struct{ fake }

func (s *sleepy) Train(n int, h backend.Hyper) error {
	time.Sleep(time.Duration(n) * s.stepCost)
	s.step += n
	return nil
}

// sleepySession is one whose steps and looks take so long.
func sleepySession(step, look time.Duration) *Session {
	return New(Openers{
		CPU: func() backend.Backend { return &sleepy{fake{name: "cpu", stepCost: step, lookCost: look}} },
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
			return data.Generate(name, seed)
		},
	})
}

// A minute at the default speed is as many steps as the speed says, on a machine
// that only just can and on one that others hold up.
func TestDefaultSpeedIsKept(t *testing.T) {
	for name, c := range map[string]struct{ step, look, stall time.Duration }{
		"fast":        {},
		"just enough": {step: 3 * time.Millisecond},
		"slow looks":  {step: time.Millisecond, look: 20 * time.Millisecond},
		"held up":     {step: time.Millisecond, stall: 200 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sleepySession(c.step, c.look)
				defer s.Close()
				if err := s.Apply(t.Context(), experiment.Default()); err != nil {
					t.Fatal(err)
				}
				for start, looked := time.Now(), time.Now(); time.Since(start) < time.Minute; {
					if !s.Work(10 * time.Millisecond) {
						time.Sleep(s.Idle())
					}
					if time.Since(looked) > time.Second {
						looked = time.Now()
						s.Stats()
						time.Sleep(c.stall)
					}
				}
				want := int(60 * experiment.Default().Speed)
				if got := s.rear(); got < want-30 || got > want+1 {
					t.Errorf("%d steps in a minute, want %d", got, want)
				}
			})
		})
	}
}

// stepsAfter trains for some seconds and returns the steps taken after each.
func stepsAfter(s *Session, seconds int) (taken []int) {
	start := time.Now()
	for len(taken) < seconds {
		if !s.Work(10 * time.Millisecond) {
			time.Sleep(s.Idle())
		}
		if time.Since(start) >= time.Duration(len(taken)+1)*time.Second {
			taken = append(taken, s.rear())
		}
	}
	return taken
}

// A gentle session shows the first second of a run slowly, and goes faster then, after
// a reset too; speeds that are slow already, and steps that are asked for, it leaves.
func TestGentleStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sleepySession(10*time.Microsecond, 0)
		defer s.Close()
		s.Gentle = true
		cfg := experiment.Default()
		cfg.Speed = 0
		if err := s.Apply(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got := stepsAfter(s, 4)
			if got[0] < 25 || got[0] > 35 || got[1] < 100 || got[1] > 200 || got[3] < 5000 {
				t.Errorf("steps after each second: %d", got)
			}
			if err := s.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.Step(500)
		for start := time.Now(); s.Pending() > 0; {
			if s.Work(10 * time.Millisecond); time.Since(start) > time.Second {
				t.Fatalf("%d steps that were asked for are not taken", s.Pending())
			}
		}
		cfg.Speed, cfg.Seed = 10, 7
		if err := s.Apply(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		s.SetRunning(true)
		if got := stepsAfter(s, 6); got[5] < 58 || got[5] > 62 {
			t.Errorf("%d steps in six seconds of ten each", got[5])
		}
	})
}
