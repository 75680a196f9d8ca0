package session

import (
	"time"

	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/wire"
)

// maxPoints bounds the examples drawn over a decision boundary.
const maxPoints = 512

// Snapshot describes the lanes for one frame of the stage, with the newest numbers; nil
// if looking now would hold training up too much and the newest look has been shown.
func (s *Session) Snapshot(seq uint32) *wire.Snapshot {
	if !s.lookForStage(evaluateOverdue) {
		return nil
	}
	s.account()
	return s.snapshot(seq)
}

// Show is Snapshot for a stage beside which a page shows numbers. It returns an account
// with the snapshot where the page is to have it before that is drawn: where numbers
// asks for one, and where the one before does not hold any longer. With nil, the
// snapshot repeats the numbers of the newest account.
func (s *Session) Show(seq uint32, numbers bool) (*wire.Snapshot, *Stats) {
	when := evaluateOverdue
	if numbers && !s.resting() {
		when = evaluateDue
	}
	if !s.lookForStage(when) {
		return nil, nil
	}
	var told *Stats
	if numbers || s.mustTell() {
		account := s.account()
		told = &account
	}
	return s.snapshot(seq), told
}

// lookForStage reports whether there is a look that has not been shown.
func (s *Session) lookForStage(evaluate evaluation) bool {
	if !s.look(evaluate) && !s.views.looked.After(s.views.shown) {
		return false
	}
	s.views.shown = time.Now()
	return true
}

// snapshot describes the newest look, with the numbers of the newest account.
func (s *Session) snapshot(seq uint32) *wire.Snapshot {
	start := time.Now()
	defer func() { s.views.drawing.Add(time.Since(start)) }()
	snap := &wire.Snapshot{Seq: seq, Points: s.views.points, Running: s.running, View: s.cfg.View}
	if s.set != nil {
		snap.Extent = float32(s.set.Extent)
	}
	s.fillPhases()
	view := s.view()
	for i, l := range s.lanes {
		w := l.frame(view)
		w.StepsPerSec = s.perSecond(i)
		l.told.onto(&w)
		l.drawn = l.told
		if view.Chart {
			row := experiment.InstrumentByName(s.cfg.Instrument)
			w.Chart = s.reading(l, row).Chart(row.Chart())
		}
		if view.Phase {
			w.Phase = l.diagram(l.Net(s.set))
		}
		snap.Lanes = append(snap.Lanes, w)
	}
	if view.Race {
		snap.Race = s.Race()
	}
	return snap
}

// view is the row of the view that is shown.
func (s *Session) view() *experiment.View { return experiment.ViewByName(s.cfg.View) }

// NewViewer says that whoever takes snapshots has not seen any: where a step
// takes long, it gets the newest look there is rather than wait for another.
func (s *Session) NewViewer() { s.views.shown = time.Time{} }

// points are the examples of a 2-D set that a snapshot holds.
func points(set *data.Set) []wire.Point {
	if set.Extent == 0 {
		return nil
	}
	var ps []wire.Point
	add := func(p data.Part, test bool) {
		for i := range min(p.Len(), maxPoints/2) {
			ps = append(ps, wire.Point{X: p.X[2*i], Y: p.X[2*i+1], Class: uint8(p.Y[i]), Test: test})
		}
	}
	add(set.Train, false)
	add(set.Test, true)
	return ps
}
