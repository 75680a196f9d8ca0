package placement

import (
	"backflow/sim/backend"
	"backflow/sim/text"
)

// Lane is a network in training, as a Placement knows it.
type Lane interface {
	// Name is what viewers know it by.
	Name() text.Message
	// Asks is the backend that its Config names: "cpu", "gpu", or "auto" for either.
	Asks() string
	// Taken is how many steps it has taken.
	Taken() int
	// Candidate is what a comparison has to know of it.
	Candidate() Candidate
	// Place is where it is. A Placement writes it.
	Place() *Place
	// Run puts it onto a backend, from the parameters that it starts from. On an error
	// it stays where it was, and the backend is closed.
	Run(backend.Backend) error
	// Keep makes its present parameters those that it starts from, Restore those that
	// were kept last. What a lost backend had of it is lost, too.
	Keep()
	Restore(lost bool)
	// Stopped reports whether it trains no more. Stop ends its training, since no
	// backend can run it, as the error says.
	Stopped() bool
	Stop(reason error)
}

// Place is where a lane computes.
type Place struct {
	OnGPU  bool
	Device int          // its number, where it is on a GPU
	Reason text.Message // why it is there, a clause
}

// Why is the reason in one sentence.
func (p *Place) Why() text.Message {
	if p.OnGPU {
		return text.New("place.onGPU", "why", p.Reason)
	}
	return text.New("place.onCPU", "why", p.Reason)
}

// going are the lanes that still train, of those that a test takes.
func going(lanes []Lane, take func(Lane) bool) (some []Lane) {
	for _, l := range lanes {
		if !l.Stopped() && take(l) {
			some = append(some, l)
		}
	}
	return some
}

func onGPU(l Lane) bool      { return l.Place().OnGPU }
func onCPU(l Lane) bool      { return !l.Place().OnGPU }
func asksForGPU(l Lane) bool { return l.Asks() == "gpu" }
func asksForAny(l Lane) bool { return l.Asks() == "auto" }
func each(Lane) bool         { return true }

// rear is the step of the lane that is least far, 0 if there is none.
func rear(lanes []Lane) int {
	if len(lanes) == 0 {
		return 0
	}
	step := lanes[0].Taken()
	for _, l := range lanes[1:] {
		step = min(step, l.Taken())
	}
	return step
}
