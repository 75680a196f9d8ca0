package placement

import (
	"fmt"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/meter"
	"backflow/sim/text"
)

// Candidate is a lane that may move to a GPU.
type Candidate struct {
	Problem backend.Problem
	Hyper   backend.Hyper
	OnCPU   *meter.Cost // of its steps
}

// comparison is that of CPU and GPU for the lanes that leave the choice to the
// program. It comes before the GPU's self-test, which takes many kernels: a GPU
// that loses needs none.
type comparison struct {
	Wanted  bool                   // it is still to be made
	lanes   []Candidate            // that it is made for, once it has begun
	tryout  *task[[]backend.Trial] // their backends on the GPU, as they are made ready; nil before and after
	Verdict text.Message           // how much faster the GPU is; empty before that is known
}

// Restart asks for a new comparison.
func (c *comparison) Restart() {
	c.End()
	c.Wanted = true
}

// End forgets the comparison, and closes what was tried out.
func (c *comparison) End() {
	e := c.tryout
	*c = comparison{}
	switch {
	case e.over():
		closeTrials(e.value)
	case e.underWay():
		go func() {
			tried, _ := e.wait()
			closeTrials(tried)
		}()
	}
}

func closeTrials(tried []backend.Trial) {
	for _, t := range tried {
		t.Close()
	}
}

// UnderWay reports whether backends are being tried out.
func (c *comparison) UnderWay() bool { return c.tryout != nil }

// Ready reports whether Decide need not wait.
func (c *comparison) Ready() bool { return c.tryout.over() }

// TryOut makes backends on the GPU for lanes, and gets them ready to be timed.
func (c *comparison) TryOut(device backend.GPU, lanes []Candidate) {
	c.lanes = lanes
	c.tryout = begin(func() (tried []backend.Trial, err error) {
		backends := device.NewTrials(len(lanes))
		for i, l := range lanes {
			tried = append(tried, backend.Trial{Backend: backends[i], Hyper: l.Hyper})
			if err = tried[i].Reset(l.Problem); err != nil {
				break
			}
		}
		if err == nil {
			err = device.Prepare(tried)
		}
		if err != nil {
			closeTrials(tried)
			tried = nil
		}
		return tried, err
	})
}

// worthMoving is how much faster a GPU must be before lanes move to it.
const worthMoving = 1.2

// Decide measures the GPU, and says whether it wins, and in words how much faster the
// winner is.
func (c *comparison) Decide() (wins bool, verdict text.Message, err error) {
	var cpu time.Duration
	for _, l := range c.lanes {
		cpu += l.OnCPU.Least()
	}
	gpu, err := c.time()
	ratio := float64(cpu) / float64(max(gpu, 1))
	switch {
	case err != nil:
		return false, verdict, err
	case ratio < worthMoving:
		return false, faster(1 / ratio), nil
	}
	c.Verdict = faster(ratio)
	return true, c.Verdict, nil
}

func faster(ratio float64) text.Message {
	if ratio < worthMoving {
		return text.New("place.noSlower")
	}
	times := fmt.Sprintf("%.0f", ratio) // never as 8.1e+02
	if ratio < 10 {
		times = fmt.Sprintf("%.1f", ratio)
	}
	return text.New("place.timesFaster", "times", times)
}

// mostToTime is how many steps a GPU is timed with at most.
const mostToTime = 1 << 15

// time measures the time of one training step of all lanes on the GPU, which they
// share.
func (c *comparison) time() (time.Duration, error) {
	tried, err := c.tryout.wait()
	c.tryout = nil
	if err != nil {
		return 0, err
	}
	defer closeTrials(tried)
	if _, err := timeSteps(tried, 1); err != nil { // compiles what Prepare has left
		return 0, err
	}
	return backend.StepTime(func(n int) (time.Duration, error) { return timeSteps(tried, n) }, mostToTime)
}

// timeSteps is how long it takes until n steps with each are done.
func timeSteps(tried []backend.Trial, n int) (time.Duration, error) {
	start := time.Now()
	for _, t := range tried {
		if err := t.Train(n, t.Hyper); err != nil {
			return 0, err
		}
	}
	for _, t := range tried {
		if err := finish(t); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// finish waits for the steps of a trial.
func finish(t backend.Trial) error {
	if f, can := t.Backend.(backend.Finisher); can {
		return f.Finish()
	}
	_, err := t.Observe(backend.Want{}, t.Hyper)
	return err
}
