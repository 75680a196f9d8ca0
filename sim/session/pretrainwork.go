package session

import (
	"errors"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/meter"
	"backflow/sim/session/pretrain"
	"backflow/sim/text"
)

// Pretrain pre-trains for about the given time and reports whether there was
// anything to do. Work calls it while training runs; a program that wants no
// more than that calls it itself. No lane takes a step before all of them are
// pre-trained, so that they see the same minibatches at the same time.
func (s *Session) Pretrain(budget time.Duration) bool {
	busy := s.pretrained()
	if len(busy) == 0 {
		return false
	}
	for _, l := range busy {
		s.pretrainLane(l, budget/time.Duration(len(busy)))
	}
	if len(s.pretrained()) == 0 {
		s.restartClock()
	}
	s.notePretraining()
	return true
}

// pretrained returns the lanes in pre-training.
func (s *Session) pretrained() []*lane {
	var busy []*lane
	for _, l := range s.lanes {
		if l.pre.Busy() && !l.stopped {
			busy = append(busy, l)
		}
	}
	return busy
}

// Pretraining returns how many minibatches of pre-training are done, of how
// many, all lanes together; 0 of 0 where none is going on.
func (s *Session) Pretraining() (done, total int) {
	for _, l := range s.pretrained() {
		d, t := l.pre.Progress()
		done, total = done+d, total+t
	}
	return done, total
}

func (s *Session) pretrainLane(l *lane, budget time.Duration) {
	if err := l.pre.Work(budget, s.pretrainsOn(l)); err != nil {
		s.pretrainFailed(l, err)
		return
	}
	if l.pre.Busy() {
		return
	}
	l.start()
	if err := l.refill(); err != nil {
		s.rescue(l, err)
	}
}

// pretrainsOn makes the backends that pre-train a lane.
func (s *Session) pretrainsOn(l *lane) func() backend.Backend {
	if l.pre.OnCPU {
		return s.placement.CPU
	}
	return s.placement.Maker(&l.place)
}

// pretrainFailed goes on on the CPU where something else has failed, and stops
// the lane where that has.
func (s *Session) pretrainFailed(l *lane, err error) {
	if l.onGPU() && !l.pre.OnCPU && !errors.Is(err, pretrain.ErrDiverged) {
		l.pre.OnCPU = true
		l.pre.Restart()
		s.notify("info", text.New("session.pretrainedOnCPU", "lane", l.Label, "why", err))
		return
	}
	l.stopped = true
	l.note = text.New("session.stoppedPretraining", "layer", l.pre.LayerName(), "why", err)
	l.pre.Drop()
}

// notePretraining tells what the lanes are doing, or waiting for.
func (s *Session) notePretraining() {
	waiting := len(s.pretrained()) > 0
	for _, l := range s.lanes {
		switch {
		case l.stopped:
		case l.pre.Busy():
			l.note = l.pre.Note()
		case waiting:
			l.note = text.New("session.waits")
		default:
			l.note = l.remark
		}
	}
}

// refill brings the lane's network up to what pre-training has learnt.
func (l *lane) refill() error {
	params, news := l.pre.Collect()
	if !news {
		return nil
	}
	l.dropExam()
	l.changed, l.scores = true, scores{}
	l.problem.State = backend.State{Params: params}
	l.kept = l.problem.State
	return l.backend.Reset(l.problem)
}

// start forgets what belongs to the network before pre-training.
func (l *lane) start() {
	l.history, l.rates, l.scores, l.told = history{most: l.history.most}, meter.Rate{}, scores{}, nil
}

func (l *lane) onGPU() bool { return l.place.OnGPU }
