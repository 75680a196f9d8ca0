package session

import (
	"fmt"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/session/pretrain"
	"backflow/sim/text"
)

// fit refuses a Config whose lanes would take more memory than there is: a
// program that runs out of it ends on the spot. All lanes count as if they ran
// on the CPU, where they begin, and where they go on should a GPU be lost.
func (s *Session) fit(cfg experiment.Config, set *data.Set) error {
	if s.Room == 0 {
		return nil
	}
	need, err := s.memory(cfg, set)
	if err != nil || need <= s.Room {
		return err
	}
	limit := text.New("session.room", "room", gigabytes(s.Room))
	if evenOnGPU(cfg) {
		limit = text.New("session.roomBesideGPU", "room", gigabytes(s.Room))
	}
	return text.New(tooLarge(cfg), "need", gigabytes(need), "limit", limit)
}

// tooLarge is the id of the sentence about networks that do not fit.
func tooLarge(cfg experiment.Config) string {
	conv := cfg.Model == "cnn"
	switch one := len(cfg.Lanes()) == 1; {
	case one && conv:
		return "session.convTooLarge"
	case one:
		return "session.tooLarge"
	case conv:
		return "session.convsTooLarge"
	}
	return "session.allTooLarge"
}

// evenOnGPU reports whether a GPU's own memory would not help lanes that ask for one.
func evenOnGPU(cfg experiment.Config) bool {
	return slices.ContainsFunc(cfg.Lanes(), func(l experiment.LaneConfig) bool { return l.Backend == "gpu" })
}

// makeRoom suspends the lanes there are where new ones would not fit beside them,
// and returns those that resume is to bring back should the new ones fail.
func (s *Session) makeRoom(cfg experiment.Config, set *data.Set) []*lane {
	if s.Room == 0 || len(s.lanes) == 0 {
		return nil
	}
	before, err := s.memory(s.cfg, s.set)
	need, err2 := s.memory(cfg, set)
	if err != nil || err2 != nil || before+need <= s.Room {
		return nil
	}
	for _, l := range s.lanes {
		if !l.stopped {
			s.keep(l)
		}
		l.suspend()
	}
	return s.lanes
}

// suspended stands in for the backend of a suspended lane. Nothing but Info and
// Close is called of it.
type suspended struct {
	backend.Backend
	info backend.Info
}

func (p suspended) Info() backend.Info { return p.info }
func (suspended) Close()               {}

// suspend gives up the lane's backend, and the memory that it takes. Where the lane
// stands is kept: a quarter of that at the most.
func (l *lane) suspend() {
	l.dropExam()
	info := l.backend.Info()
	l.backend.Close()
	l.backend, l.pending = suspended{info: info}, nil
}

// resume gives suspended lanes backends again, to go on where they stood.
func (s *Session) resume(lanes []*lane) {
	for _, l := range lanes {
		if !l.stopped {
			s.placement.Return(placed{l, s})
		}
	}
}

// memory estimates the bytes that the lanes of cfg take at the most.
func (s *Session) memory(cfg experiment.Config, set *data.Set) (int64, error) {
	return cfg.Memory(set, s.training)
}

// training is what a lane takes beside its first parameters while it trains.
func (s *Session) training(c experiment.Config, p backend.Problem, params int64) int64 {
	const states = 2 // the one that is kept, and the next one beside it
	n := s.open.Memory(p, c.Hyper()) + states*4*params*int64(1+c.Hyper().Optimiser.Moments())
	if params <= mostKept {
		n += 4 * params // those that are evaluated in slices
	}
	return n + pretrain.Memory(c, p, s.open.Memory)
}

func gigabytes(n int64) string {
	digits := 0
	if n < 10e9 {
		digits = 1
	}
	return fmt.Sprintf("%.*f GB", digits, float64(n)/1e9)
}
