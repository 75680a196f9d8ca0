package conformance

import "backflow/sim/backend"

// Misreport is a backend that reports something else than it has computed, for tests of
// what compares backends.
func Misreport(b backend.Backend, change func(*backend.Observation)) backend.Backend {
	return misreporting{b, change}
}

type misreporting struct {
	backend.Backend
	change func(*backend.Observation)
}

func (m misreporting) Observe(w backend.Want, h backend.Hyper) (*backend.Observation, error) {
	o, err := m.Backend.Observe(w, h)
	if err == nil {
		m.change(o)
	}
	return o, err
}
