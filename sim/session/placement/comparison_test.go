package placement

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/meter"
	"backflow/sim/text"
)

func TestRatiosReadAsPlainNumbers(t *testing.T) {
	for ratio, want := range map[float64]string{
		1.1: "no slower", 1.25: "1.2 times faster", 4.04: "4.0 times faster", 12.3: "12 times faster", 810.4: "810 times faster",
	} {
		if got := faster(ratio).String(); got != want {
			t.Errorf("%v reads %q, want %q", ratio, got, want)
		}
	}
}

// timed is a backend whose steps take so long.
type timed struct {
	backend.Backend
	step   time.Duration
	closed *int
	refuse error
}

func (b timed) Reset(backend.Problem) error { return b.refuse }

func (b timed) Train(n int, _ backend.Hyper) error {
	time.Sleep(time.Duration(n) * b.step)
	return nil
}

func (b timed) Finish() error { return nil }
func (b timed) Close()        { *b.closed++ }

// trials is a GPU that makes them.
type trials struct {
	backend.GPU
	like     timed
	prepared int
}

func (g *trials) NewTrials(n int) []backend.Backend {
	made := make([]backend.Backend, n)
	for i := range made {
		made[i] = g.like
	}
	return made
}

func (g *trials) Prepare(tried []backend.Trial) error {
	g.prepared = len(tried)
	return nil
}

// lanes are some whose steps take so long on the CPU.
func lanes(n int, step time.Duration) []Candidate {
	made := make([]Candidate, n)
	for i := range made {
		made[i].OnCPU = &meter.Cost{}
		made[i].OnCPU.Add(100*step, 100)
	}
	return made
}

func TestComparisonIsOfAllLanesTogether(t *testing.T) {
	for _, c := range []struct {
		cpu, gpu time.Duration
		wins     bool
		verdict  string
	}{
		{time.Millisecond, 100 * time.Microsecond, true, "10 times faster"},
		{time.Millisecond, 10 * time.Millisecond, false, "10 times faster"},
		{110 * time.Microsecond, 100 * time.Microsecond, false, "no slower"},
		{150 * time.Microsecond, 100 * time.Microsecond, true, "1.5 times faster"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var compared comparison
			closed := 0
			device := &trials{like: timed{step: c.gpu, closed: &closed}}
			compared.Restart()
			compared.TryOut(device, lanes(3, c.cpu))
			if !compared.Wanted || !compared.UnderWay() {
				t.Error("it has not begun")
			}
			synctest.Wait()
			wins, verdict, err := compared.Decide()
			if err != nil || wins != c.wins || verdict.String() != c.verdict || compared.Verdict.Empty() == wins {
				t.Errorf("%v on the CPU, %v on the GPU: wins %t, %q, %v", c.cpu, c.gpu, wins, verdict, err)
			}
			if device.prepared != 3 || closed != 3 || compared.UnderWay() {
				t.Errorf("%d were made ready, %d closed", device.prepared, closed)
			}
		})
	}
}

func TestComparisonThatEndsEarlyClosesWhatWasTried(t *testing.T) {
	for _, wait := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			var compared comparison
			closed := 0
			compared.TryOut(&trials{like: timed{closed: &closed}}, lanes(2, time.Millisecond))
			if wait {
				synctest.Wait()
			}
			if ready := compared.Ready(); wait && !ready {
				t.Error("what was tried out is not ready")
			}
			compared.End()
			synctest.Wait()
			if closed != 2 || compared.UnderWay() {
				t.Errorf("%d of 2 are closed", closed)
			}
		})
	}
}

func TestComparisonOfARefusedNetworkSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var compared comparison
		closed, refusal := 0, &backend.UnsupportedError{Reason: text.Verbatim("too wide")}
		device := &trials{like: timed{closed: &closed, refuse: refusal}}
		compared.TryOut(device, lanes(2, time.Millisecond))
		synctest.Wait()
		if wins, _, err := compared.Decide(); wins || !errors.Is(err, refusal) || device.prepared > 0 {
			t.Errorf("wins %t, %v; %d made ready", wins, err, device.prepared)
		}
	})
}
