package sim

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/data"
)

// sleepy is a backend whose steps take their time, on a clock that tests turn.
type sleepy struct{ fake }

func (s *sleepy) Train(n int, h Hyper) error {
	time.Sleep(time.Duration(n) * s.stepCost)
	s.step += n
	return nil
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
				s := NewSession(Openers{
					CPU: func() Backend { return &sleepy{fake{name: "cpu", stepCost: c.step, lookCost: c.look}} },
					Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
						return data.Generate(name, seed)
					},
				})
				defer s.Close()
				if err := s.Apply(t.Context(), Default()); err != nil {
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
				want := int(60 * Default().Speed)
				if got := s.rear(); got < want-30 || got > want+1 {
					t.Errorf("%d steps in a minute, want %d", got, want)
				}
			})
		})
	}
}
