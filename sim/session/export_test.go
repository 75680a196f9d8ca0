package session

import (
	"backflow/sim/backend"
	"backflow/sim/data"
)

// LaneParams returns the parameters of a lane's network, for tests.
func (s *Session) LaneParams(lane int) [][]float32 {
	l := s.lanes[lane]
	if l.refill() != nil {
		return nil
	}
	o, err := l.backend.Observe(backend.Want{State: true}, l.hyper)
	if err != nil {
		return nil
	}
	return o.State.Params
}

// Set returns the data that lanes train on, for tests.
func (s *Session) Set() *data.Set { return s.set }
