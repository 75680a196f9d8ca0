package session

import (
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/session/instruments"
	"backflow/sim/session/meter"
	"backflow/sim/session/placement"
	"backflow/sim/session/pretrain"
	"backflow/sim/text"
)

// lane is one network in training: a Config, the problem made from it, and the
// backend that works on it.
type lane struct {
	experiment.LaneConfig
	problem backend.Problem
	hyper   backend.Hyper
	theory  []float64 // predicted Factor of each observed layer, NaN where there is none
	slopes  []float64 // and the RMS of φ′

	backend backend.Backend
	place   placement.Place // where that is
	pre     *pretrain.Run   // what comes before the first step; nil for nothing

	step     int // steps asked of the backend since the start
	obs      *backend.Observation
	pending  backend.Pending // the next one, on its way; nil if none is
	sent     backend.Want    // for pending
	changed  bool            // since obs, by pre-training
	seen     string          // the view that obs was made for
	diagrams diagrams        // its phase diagram, as far as it is computed
	scores   scores          // as of the newest evaluation
	exam     *exam           // the next one, in slices; nil if none is going on
	history  history
	kept     backend.State // to go on from should the backend fail
	told     *headline     // of the newest account; nil for none yet
	drawn    *headline     // of the newest snapshot
	note     text.Message
	remark   text.Message // the note where nothing else is to be said; empty for nothing
	stopped  bool         // diverged, or no backend can run it

	readings instruments.Readings // readings of instruments
	waits    bool                 // a run of an instrument waits for the newest parameters
	drew     time.Duration        // what drawing the first parameters took
	roomy    bool                 // there is memory to measure it

	cost  meter.Cost    // training
	look  meter.Look    // observing
	saw   time.Duration // what the newest observation took
	rates meter.Rate
}

// newLane makes the network of a lane and its first parameters.
func newLane(c experiment.LaneConfig, set *data.Set) (*lane, error) {
	start := time.Now()
	p, err := c.Problem(set)
	if err != nil {
		return nil, err
	}
	l := &lane{LaneConfig: c, problem: p, drew: time.Since(start), hyper: c.Hyper()}
	l.theory, l.slopes = c.Predict(set)
	l.pre = pretrain.New(c.Config, l.problem)
	l.remark = c.Spreadless(set)
	l.note = l.remark
	return l, nil
}

// run puts the lane on a backend, from the problem's state.
func (l *lane) run(b backend.Backend) error {
	if err := b.Reset(l.problem); err != nil {
		b.Close()
		return err
	}
	l.dropExam()
	if l.backend != nil {
		l.backend.Close()
	}
	l.backend, l.pending = b, nil
	l.step = l.problem.State.Step
	l.kept = l.problem.State
	l.cost, l.look, l.rates = meter.Cost{}, meter.Look{}, meter.Rate{}
	return nil
}

// advance takes n steps.
func (l *lane) advance(n int) error {
	if l.stopped || n <= 0 {
		return nil
	}
	start := time.Now()
	err := l.backend.Train(n, l.hyper)
	if taken, interrupted := backend.StepsTaken(err); interrupted {
		l.step += taken
		return err
	}
	if err != nil {
		return err
	}
	l.step += n
	l.cost.Add(time.Since(start), n)
	return nil
}

// observe looks at the lane. Once it has diverged its last finite picture
// stays.
func (l *lane) observe(want backend.Want) error {
	if l.stopped && l.obs != nil {
		return nil
	}
	if err := l.receive(); err != nil {
		return err
	}
	start := time.Now()
	if err := l.refill(); err != nil {
		return err
	}
	obs, err := l.backend.Observe(want, l.hyper)
	if err != nil {
		return err
	}
	l.see(obs, want, time.Since(start))
	l.rates.Sample(start, obs.Step)
	return nil
}

// begin sends for an observation, where the backend trains on meanwhile, and
// otherwise makes it.
func (l *lane) begin(want backend.Want) (err error) {
	b, overlaps := l.backend.(backend.Overlapping)
	if !overlaps {
		return l.observe(want)
	}
	l.sent = want
	l.pending, err = b.StartObserve(want, l.hyper)
	return err
}

// receive waits for the observation that begin has sent for, if it has.
func (l *lane) receive() error {
	if l.pending == nil {
		return nil
	}
	start := time.Now()
	obs, err := l.pending.Wait()
	l.pending = nil
	if err != nil {
		return err
	}
	l.see(obs, l.sent, time.Since(start))
	l.rates.Sample(time.Now(), obs.Step)
	return nil
}

// see takes an observation in that took so long to come.
func (l *lane) see(obs *backend.Observation, want backend.Want, took time.Duration) {
	steps := time.Duration(0) // that the observation had to wait for
	if obs.Took > 0 {
		steps = max(took-obs.Took, 0)
		took = obs.Took
	}
	l.saw = took
	if !want.Eval { // whose cost the session weighs apart
		l.look.Add(took)
	}
	l.cost.Add(steps, 0)
	l.accept(obs)
}

func (l *lane) accept(obs *backend.Observation) {
	if d := obs.Diverged; d != nil {
		l.stopped = true
		l.step = d.Step
		l.note = divergedNote(d, l.obs)
		if l.obs != nil {
			return
		}
	}
	l.obs, l.changed = obs, false
	l.history.add(obs)
	if obs.Diverged == nil { // the scores of a network that has diverged would mean nothing
		l.scores.take(obs.Step, obs.Scores, l.problem.Data.Classes)
	}
	if obs.State != nil && obs.Diverged == nil {
		l.kept, l.waits = *obs.State, false
	}
}

// divergedNote says in a sentence or two where a lane has diverged, and what is seen of
// it: the newest look before that, or where that is nil the part that is finite.
func divergedNote(d *backend.Divergence, before *backend.Observation) text.Message {
	when := text.New("session.diverged", "step", d.Step)
	if d.Step == 0 {
		when = text.New("session.notFinite")
	}
	where := text.New("session.firstLayer", "layer", d.Layer)
	if d.Layer == backend.LossLayer {
		where = text.New("session.lossNotFinite")
	}
	seen := text.New("session.seenBelow")
	switch {
	case before != nil:
		seen = text.New("session.seenBefore", "step", before.Step)
	case d.Layer == backend.LossLayer:
		seen = text.New("session.seenActivations")
	}
	return text.New("session.divergence", "when", when, "where", where, "seen", seen)
}

func (l *lane) close() {
	l.dropExam()
	if l.backend != nil {
		l.backend.Close()
	}
	if l.pre != nil {
		l.pre.Drop()
	}
}
