package session

import (
	"math"
	"slices"
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/wire"
)

// viewing is what a session knows about being looked at.
type viewing struct {
	points    []wire.Point
	spaced    time.Time // since when there has been time for training only
	looked    time.Time
	kept      time.Time
	shown     time.Time // when there was a snapshot
	evaluated time.Time
	evalTook  time.Duration // the newest evaluation; 0 before the first
	ahead     *backend.Want // what was sent for and is on its way; nil for nothing
}

// Shares of the time that looking may take while training runs: each look
// waits after the one before for at least this many times as long as it takes.
// The clock on the wall says so, not what training took: a network that has
// diverged takes no more time, and only a look finds that out.
const (
	lookSpacing = 9
	evalSpacing = 12
)

// fieldSide is the resolution of decision boundaries.
const fieldSide = 32

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
	if numbers || s.silent() {
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
	snap := &wire.Snapshot{Seq: seq, Points: s.views.points, Running: s.running, View: s.cfg.View}
	if s.set != nil {
		snap.Extent = float32(s.set.Extent)
	}
	s.fillPhases()
	view := s.view()
	for _, l := range s.lanes {
		w := l.frame(view)
		l.told.onto(&w)
		l.drawn = l.told
		if view.Phase {
			w.Phase = l.diagram(l.Net(s.set))
		}
		snap.Lanes = append(snap.Lanes, w)
	}
	return snap
}

// view is the row of the view that is shown.
func (s *Session) view() *experiment.View { return experiment.ViewByName(s.cfg.View) }

// NewViewer says that whoever takes snapshots has not seen any: where a step
// takes long, it gets the newest look there is rather than wait for another.
func (s *Session) NewViewer() { s.views.shown = time.Time{} }

// look observes every lane that has moved since it was last observed, and
// evaluates as much as the turn says. It reports false if there is nothing new because too little was trained since, or
// because observations are on their way.
//
// While training runs, lanes on a GPU are not waited for: the next turn of Work
// hands over more steps, so that the GPU has some to take, and the look after that
// receives what this one has sent for. Whoever pauses gets to see where it stands.
func (s *Session) look(evaluate evaluation) bool {
	if s.views.ahead != nil && s.receive() && s.running {
		return true
	}
	if len(s.lanes) == 0 {
		return true
	}
	cost, sure := s.lookCost()
	stale := s.stale()
	want := s.want(evaluate)
	if !stale && !want.Eval {
		return true
	}
	if s.running && stale && sure && time.Since(s.views.spaced) < lookSpacing*cost {
		return false
	}
	if s.overlaps() {
		s.begin(want)
		return false
	}
	for _, l := range s.lanes {
		if !l.stale(s.cfg.View) && !want.Eval {
			continue
		}
		if !s.observe(l, want) {
			return false
		}
		l.seen = s.cfg.View
	}
	s.views.spaced = time.Now()
	s.noteLook(want)
	return true
}

// overlaps reports whether lanes can be looked at while they train.
func (s *Session) overlaps() bool {
	if !s.running || s.cfg.Speed > 0 {
		return false // there is time to wait in
	}
	any := false
	for _, l := range s.lanes {
		if l.stopped {
			continue
		}
		if l.obs == nil || l.pre.Busy() || l.pre.News() {
			return false
		}
		_, can := l.backend.(backend.Overlapping)
		any = any || can
	}
	return any
}

// begin sends for observations of all lanes.
func (s *Session) begin(want backend.Want) {
	s.views.spaced, s.views.ahead = time.Now(), &want
	for _, l := range s.lanes {
		if !l.stopped && s.observed(l, l.begin(want)) {
			l.seen = s.cfg.View
		}
	}
}

// receive waits for the observations that begin has sent for, and reports
// whether there are any: lanes may have moved to another backend.
func (s *Session) receive() bool {
	want, any := *s.views.ahead, false
	s.views.ahead = nil
	for _, l := range s.lanes {
		any = any || l.pending != nil
		s.observed(l, l.receive())
	}
	if any {
		s.noteLook(want)
	}
	return any
}

// noteLook remembers when and how long lanes were looked at.
func (s *Session) noteLook(want backend.Want) {
	s.views.looked = time.Now()
	if want.State {
		s.views.kept = time.Now()
	}
	if !want.Eval {
		return
	}
	s.views.evaluated, s.views.evalTook = time.Now(), 0
	for _, l := range s.lanes {
		if !l.stopped {
			s.views.evalTook += l.saw
		}
	}
}

// observe looks at a lane, or puts it on the CPU if its backend failed; false
// means that it was interrupted.
func (s *Session) observe(l *lane, want backend.Want) bool { return s.observed(l, l.observe(want)) }

// observed deals with what came of a look at a lane.
func (s *Session) observed(l *lane, err error) bool {
	if _, interrupted := backend.StepsTaken(err); interrupted {
		return false
	}
	if err != nil {
		s.rescue(l, err)
	}
	return true
}

// stale reports whether the newest observation is of an earlier state, or was
// made for another view.
func (l *lane) stale(view string) bool {
	return !l.stopped && (l.obs == nil || l.obs.Step != l.step || l.seen != view || l.changed || l.pre.News())
}

// stale reports whether any lane is to be looked at anew.
func (s *Session) stale() bool {
	return slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.stale(s.cfg.View) })
}

// want decides what to ask for.
func (s *Session) want(evaluate evaluation) backend.Want {
	w := backend.Want{State: s.unkept()}
	view := s.view()
	w.Histograms = view.Histograms
	if view.Units {
		w.Maps = sampleMaps(s.lanes)
		w.Units = sampleUnits(s.lanes, w.Maps > 0)
	}
	w.Eval = s.evaluates(evaluate)
	w.State = w.State || w.Eval
	if w.Eval && s.set.Extent > 0 {
		w.Field = fieldSide
	}
	return w
}

// Where evaluations are too slow to be made, the parameters of lanes on a GPU,
// which may be lost, are kept by themselves, unless even that is too much.
const (
	keepSpacing = 10 * time.Second
	mostKept    = 16 << 20 // weights of all lanes
)

func (s *Session) unkept() bool {
	onGPU := slices.ContainsFunc(s.lanes, (*lane).onGPU)
	return s.running && onGPU && time.Since(s.views.kept) > keepSpacing && s.weights() <= mostKept
}

// weights counts the parameters of all lanes.
func (s *Session) weights() int {
	n := 0
	for _, l := range s.lanes {
		for _, tensor := range l.problem.State.Params {
			n += len(tensor)
		}
	}
	return n
}

// sampleUnits chooses how many units of a layer a snapshot holds, so that all
// matrices between sampled units fit well inside wire.MaxBytes.
func sampleUnits(lanes []*lane, maps bool) int {
	const most = 48
	budget := 160 << 10
	if maps {
		budget -= mapBytes
	}
	layers := 0
	for _, l := range lanes {
		layers += len(l.theory) // one an observed layer
	}
	perLayer := float64(budget) / float64(max(layers, 1)*8) // two float32 matrices
	return max(4, min(most, int(math.Sqrt(perLayer))))
}

// mapBytes bounds the feature maps in one snapshot, and mostMaps those of a
// layer.
const (
	mapBytes = 64 << 10
	mostMaps = 8
)

// sampleMaps chooses how many channels of every conv layer a snapshot shows.
func sampleMaps(lanes []*lane) int {
	pixels := 0
	for _, l := range lanes {
		layers, err := l.problem.Spec.Observed()
		if err != nil {
			return 0
		}
		for _, y := range layers {
			if n := y.Out.W * y.Out.H; n > 1 {
				pixels += 2 * n // activation and gradient
			}
		}
	}
	if pixels == 0 {
		return 0
	}
	return min(mostMaps, mapBytes/pixels)
}

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
