package sim

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// house gives a new lane a backend, as its Config asks. A lane that is to run on
// a GPU which is still being looked for begins on the CPU, once GPUWait is over.
func (s *Session) house(ctx context.Context, l *lane) error {
	if l.Backend != "gpu" {
		return l.run(s.open.CPU(), s.whyCPU(l))
	}
	if err := s.awaitGPU(ctx); err != nil {
		return err
	}
	if !s.gpu.known() {
		s.moving = true
		return l.run(s.open.CPU(), s.whyCPU(l))
	}
	reason := s.gpu.err
	if reason == nil {
		if reason = s.toGPU(l, "GPU: as chosen"); reason == nil {
			return nil
		}
	}
	switch {
	case s.gpu.err == nil && spoils(reason):
		s.failure = reason // for meetGPU: here the lanes may be half new and half old
	case !s.returning:
		s.notify("error", "%s runs on the CPU: %s.", l.Label, clause(reason))
	}
	return l.run(s.open.CPU(), "CPU: "+clause(reason))
}

// toGPU puts a lane on the GPU that was found.
func (s *Session) toGPU(l *lane, why string) error {
	if err := l.run(s.gpu.open(), why); err != nil {
		return err
	}
	l.device = s.gpu.number
	return nil
}

// awaitGPU waits until the search for a GPU is over, or as long as GPUWait says.
func (s *Session) awaitGPU(ctx context.Context) error {
	s.gpu.start(s.open.GPU)
	var enough <-chan time.Time // never, if nil
	if s.GPUWait > 0 {
		enough = time.After(s.GPUWait)
	}
	select {
	case <-s.gpu.done:
	case <-enough:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (s *Session) whyCPU(l *lane) string {
	switch {
	case l.Backend == "cpu":
		return "CPU: as chosen"
	case !s.gpu.known():
		return "CPU: a GPU is still being looked for"
	case s.gpu.err != nil:
		return "CPU: " + clause(s.gpu.err)
	}
	return "CPU: not yet compared with the GPU"
}

// rehouse moves every lane to what its Config now asks for, with its
// parameters.
func (s *Session) rehouse(ctx context.Context) {
	s.compare, s.timing = true, false
	for _, l := range s.lanes {
		if l.stopped {
			continue
		}
		s.keep(l)
		if err := s.house(ctx, l); err != nil {
			s.notify("error", "%s stays on its backend: %s.", l.Label, clause(err))
		}
	}
}

// keep makes the lane's present parameters those that a new backend starts on.
func (s *Session) keep(l *lane) {
	for !s.observe(l, Want{State: true}) {
		// Whatever interrupts has to wait until the parameters are safe.
	}
	l.problem.State = l.kept
}

// settle is how long a Config must stand before CPU and GPU are compared: a
// slider in motion is not worth it.
const settle = time.Second

// meetGPU moves lanes once the search for a GPU is over: those that are to run
// on it, and those that leave the choice to the program if it is faster there.
func (s *Session) meetGPU() {
	if s.failure != nil {
		s.loseGPU(s.gpu.number, s.failure)
	}
	if s.returning {
		s.gpu.start(s.open.GPU)
	}
	if s.moving && s.gpu.known() {
		s.moving = false
		s.moveChosen()
	}
	if !s.compare || time.Since(s.built) < settle {
		return
	}
	if s.gpu.start(s.open.GPU); !s.gpu.known() {
		return
	}
	auto := s.leftToUs()
	if len(auto) == 0 || s.gpu.err != nil {
		s.compare = false
		for _, l := range auto {
			l.why = s.whyCPU(l)
		}
		s.returned(auto)
		return
	}
	if slices.ContainsFunc(auto, func(l *lane) bool { return l.cost.perUnit == 0 }) {
		return // the CPU has not been measured yet
	}
	if !s.timing { // at the next turn, so that others can make room before
		s.timing = true
		return
	}
	s.compare, s.timing = false, false
	s.decide(auto)
	s.unhurry()
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

// moveChosen moves the lanes that are to run on the GPU to it.
func (s *Session) moveChosen() {
	var moved []*lane
	for _, l := range s.lanes {
		if l.Backend != "gpu" || l.stopped {
			continue
		}
		s.keep(l)
		if err := s.house(context.Background(), l); err != nil {
			s.notify("error", "%s stays on the CPU: %s.", l.Label, clause(err))
		}
		moved = append(moved, l)
	}
	if s.failure == nil {
		s.returned(moved)
	}
	s.unhurry()
}

// Testing reports whether a GPU is being looked for, or will be compared with
// the CPU at the next turn. Whoever else uses it may want to keep still meanwhile.
func (s *Session) Testing() bool {
	return s.gpu.begun && !s.gpu.known() || s.timing
}

// worthMoving is how much faster a GPU must be before lanes move to it.
const worthMoving = 1.2

// decide measures the GPU on the lanes' own networks, together as they would
// train there, and moves them all if it is faster.
func (s *Session) decide(auto []*lane) {
	var cpu time.Duration
	for _, l := range auto {
		cpu += l.cost.best
	}
	gpu, err := s.timeGPU(auto)
	ratio := float64(cpu) / float64(max(gpu, 1))
	for _, l := range auto {
		switch {
		case err != nil:
			l.why = "CPU: " + clause(err)
		case ratio < worthMoving:
			l.why = "CPU: " + faster(1/ratio) + " than this GPU at this size"
		default:
			s.moveToGPU(l, "GPU: "+faster(ratio)+" than the CPU at this size")
		}
	}
	if spoils(err) {
		s.failure = err
	}
	if s.failure == nil {
		s.returned(auto)
	}
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

func (s *Session) moveToGPU(l *lane, why string) {
	s.keep(l)
	err := s.toGPU(l, why)
	if err != nil {
		l.why = "CPU: " + clause(err)
	}
	if spoils(err) {
		s.failure = err
	}
}

// mostToTime is how many steps a GPU is timed with at most.
const mostToTime = 1 << 15

// timeGPU measures the time of one training step of all lanes on the GPU, which
// they share.
func (s *Session) timeGPU(lanes []*lane) (time.Duration, error) {
	var tried []trial
	for _, l := range lanes {
		b := s.gpu.open()
		defer b.Close()
		if err := b.Reset(l.problem); err != nil {
			return 0, err
		}
		tried = append(tried, trial{b, l.hyper})
	}
	if _, err := timeSteps(tried, 1); err != nil { // compiles pipelines
		return 0, err
	}
	return StepTime(func(n int) (time.Duration, error) { return timeSteps(tried, n) }, mostToTime)
}

// trial is a backend that is tried out, with what its lane trains by.
type trial struct {
	Backend
	hyper Hyper
}

// timeSteps is how long it takes until the result of n steps with each can be
// seen. The first look waits for the steps of all; others would only add theirs.
func timeSteps(tried []trial, n int) (time.Duration, error) {
	start := time.Now()
	for _, t := range tried {
		if err := t.Train(n, t.hyper); err != nil {
			return 0, err
		}
	}
	last := tried[len(tried)-1]
	_, err := last.Observe(Want{}, last.hyper)
	return time.Since(start), err
}
