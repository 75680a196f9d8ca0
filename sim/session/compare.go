package session

import (
	"fmt"
	"slices"
	"time"

	"backflow/sim/backend"
)

// comparison is that of CPU and GPU for the lanes that leave the choice to the
// program. It comes before the GPU's self-test, which takes many kernels: a GPU
// that loses needs none.
type comparison struct {
	wanted  bool                     // it is still to be made
	lanes   []*lane                  // that it is made for, once it has begun
	tryout  *errand[[]backend.Trial] // their backends on the GPU, as they are made ready; nil before and after
	verdict string                   // how much faster the GPU is; "" before that is known
}

// restart asks for a new comparison.
func (c *comparison) restart() {
	c.end()
	c.wanted = true
}

// end forgets the comparison, and closes what was tried out.
func (c *comparison) end() {
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

// settle is how long a Config must stand before CPU and GPU are compared: a
// slider in motion is not worth it.
const settle = time.Second

// Testing reports whether a GPU is being opened, compared with the CPU or tested.
// Whoever else uses it may want to keep still meanwhile.
func (s *Session) Testing() bool { return s.gpu.busy() || s.race.tryout != nil }

// compareGPU takes the next step towards a choice.
func (s *Session) compareGPU() {
	auto, c := s.leftToUs(), &s.race
	if len(auto) == 0 {
		c.end()
		return
	}
	if s.Resting {
		return
	}
	s.gpu.start(s.open.GPU)
	switch {
	case s.gpu.lostInTest() != nil: // just now, which meetGPU sees to
	case s.gpu.err() != nil:
		s.stay(auto, "CPU: "+clause(s.gpu.err()))
	case !s.gpu.found():
	case c.verdict != "":
		s.moveTested(auto)
	case slices.ContainsFunc(auto, func(l *lane) bool { return l.cost.perUnit == 0 }): // the CPU has not been measured yet
	case s.gpu.busy(): // a test from before needs the device for itself
	case c.tryout == nil:
		c.lanes, c.tryout = auto, s.tryOut(auto)
	case c.tryout.over():
		s.decide(auto)
	}
}

// leftToUs are the lanes whose Config leaves the backend to the program.
func (s *Session) leftToUs() []*lane {
	var auto []*lane
	for _, l := range s.lanes {
		if l.Backend == "auto" && !l.stopped {
			auto = append(auto, l)
		}
	}
	return auto
}

// tryOut makes backends on the GPU for lanes, and gets them ready to be timed.
func (s *Session) tryOut(lanes []*lane) *errand[[]backend.Trial] {
	device := s.gpu.device()
	var problems []backend.Problem
	var hypers []backend.Hyper
	for _, l := range lanes {
		problems, hypers = append(problems, l.problem), append(hypers, l.hyper)
	}
	return send(func() (tried []backend.Trial, err error) {
		backends := device.NewTrials(len(problems))
		for i, p := range problems {
			tried = append(tried, backend.Trial{Backend: backends[i], Hyper: hypers[i]})
			if err = tried[i].Reset(p); err != nil {
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

// decide measures the GPU on the lanes' own networks, together as they would
// train there. If it is faster they move there as soon as it has passed its test.
func (s *Session) decide(auto []*lane) {
	var cpu time.Duration
	for _, l := range s.race.lanes {
		cpu += l.cost.least()
	}
	gpu, err := s.race.time()
	ratio := float64(cpu) / float64(max(gpu, 1))
	switch {
	case err != nil:
		if spoils(err) {
			s.failure = err
		}
		s.stay(auto, "CPU: "+clause(err))
	case ratio < worthMoving:
		s.stay(auto, "CPU: "+faster(1/ratio)+" than this GPU at this size")
	default:
		s.race.verdict = faster(ratio)
		s.gpu.verify(s.open.GPU)
		for _, l := range auto {
			l.why = "CPU: the GPU is " + s.race.verdict + ", but not yet tested"
		}
		s.moveTested(auto)
	}
	s.unhurry()
}

func faster(ratio float64) string {
	if ratio < worthMoving {
		return "no slower"
	}
	if ratio < 10 {
		return fmt.Sprintf("%.1f times faster", ratio)
	}
	return fmt.Sprintf("%.0f times faster", ratio) // never as 8.1e+02
}

// stay ends the comparison for the CPU.
func (s *Session) stay(auto []*lane, why string) {
	s.race.end()
	for _, l := range auto {
		l.why = why
	}
	s.returned(auto)
}

// moveTested moves lanes to the GPU, once it has passed its test.
func (s *Session) moveTested(auto []*lane) {
	if !s.gpu.verified() || s.gpu.err() != nil {
		return
	}
	why := "GPU: " + s.race.verdict + " than the CPU at this size"
	s.race.end()
	for _, l := range auto {
		s.keep(l)
		err := s.toGPU(l, why)
		if err != nil {
			l.why = "CPU: " + clause(err)
		}
		if spoils(err) {
			s.failure = err
		}
	}
	s.returned(auto)
	s.unhurry()
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
