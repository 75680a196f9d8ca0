package race

import (
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/meter"
	"backflow/sim/wire"
)

// longTurn is how long a backend trains that has to be waited for at the end: long against
// the way to a GPU and back, which is milliseconds in a browser, and short enough for what
// a viewer does meanwhile.
const longTurn = 100 * time.Millisecond

// growth is how much longer a turn may be than what is known of a runner: the first step
// of a GPU waits for its compiler.
const growth = 8

// runner is a lane in the race.
type runner struct {
	lane  Lane
	info  backend.Info  // of the backend that it last trained on
	spent time.Duration // training it
	step  int           // that it was at after its newest turn
	last  int           // steps of that
	sum   int           // and of all
	cost  meter.Cost
	rate  meter.Rate

	marks  []wire.Mark
	looks  []look    // from the newest that all have on
	deltas []float64 // RMS δ of each layer at the step that was compared; nil before
}

// look is what an observation at a step of the ladder has shown.
type look struct {
	step   int
	deltas []float64
}

// settle goes back to where the lane is, if that is earlier than the account: what a lost
// GPU has trained since its parameters were kept is lost.
func (r *runner) settle() {
	at := r.lane.Taken()
	if at >= r.step {
		return
	}
	for len(r.marks) > 0 && int(r.marks[len(r.marks)-1].Step) > at {
		r.marks = r.marks[:len(r.marks)-1]
	}
	for len(r.looks) > 0 && r.looks[len(r.looks)-1].step > at {
		r.looks = r.looks[:len(r.looks)-1]
	}
	r.spent = share(r.spent, at, r.step)
	r.sum = max(r.sum-(r.step-at), 0)
	r.step, r.rate = at, meter.Rate{}
}

// fitting is how many steps fit into a span: one before anything is known, and no more than
// some times as many as the turn before took.
func (r *runner) fitting(span time.Duration) int {
	most := max(1, growth*r.last)
	if r.cost.PerUnit == 0 {
		return most
	}
	return max(1, min(most, int(span/r.cost.PerUnit)))
}

// turn trains for about a budget, and accounts for it.
func (r *runner) turn(budget time.Duration, most int) {
	r.info = r.lane.Backend().Info()
	if _, waits := r.lane.Backend().(backend.Finisher); waits {
		budget = max(budget, longTurn)
	}
	if len(r.marks) == 0 && r.lane.Taken() == 0 && !r.first() {
		return
	}
	t := turn{runner: r, from: r.lane.Taken(), start: time.Now()}
	err := t.train(min(most, r.fitting(budget)))
	spent := max(time.Since(t.start)-t.off, 0)
	if err == nil {
		err = t.receive(0)
	}
	t.account(spent)
	r.failed(err)
}

// first observes a lane before its first step, and reports whether it can go on.
func (r *runner) first() bool {
	t := turn{runner: r}
	err := t.look()
	if err == nil {
		err = t.receive(0)
	}
	t.note(0)
	r.failed(err)
	return err == nil && r.lane.Ready()
}

// failed deals with what came of a turn.
func (r *runner) failed(err error) {
	if _, interrupted := backend.StepsTaken(err); err == nil || interrupted {
		return
	}
	r.lane.Fail(err)
	r.settle()
}

// turn is a turn under way. What is seen of a lane on its way is not training, as long as
// that stands still meanwhile; a GPU trains on, and what it sees is on its account: little, as
// the ladder has few steps.
type turn struct {
	*runner
	from    int
	start   time.Time
	off     time.Duration // of the time since, what observations took
	pending []backend.Pending
	seen    []*backend.Observation
}

// train takes steps, looks at those of the ladder, and waits until they are done.
func (t *turn) train(steps int) error {
	end := t.lane.Taken() + steps
	for at := t.lane.Taken(); at < end; at = t.lane.Taken() {
		next := min(end, rung(at))
		if err := t.lane.Train(next - at); err != nil {
			return err
		}
		if t.lane.Taken() != next {
			break // it trains no more
		}
		if next == rung(at) {
			if err := t.look(); err != nil {
				return err
			}
		}
	}
	if f, waits := t.lane.Backend().(backend.Finisher); waits {
		return f.Finish()
	}
	return nil
}

// mostPending is how many observations may be on their way.
const mostPending = 2

// look observes the lane, or sends for that where the backend trains on meanwhile.
func (t *turn) look() error {
	b, overlaps := t.lane.Backend().(backend.Overlapping)
	if !overlaps {
		began := time.Now()
		o, err := t.lane.Backend().Observe(backend.Want{}, t.lane.Hyper())
		t.off += time.Since(began)
		return t.see(o, err)
	}
	if err := t.receive(mostPending - 1); err != nil {
		return err
	}
	p, err := b.StartObserve(backend.Want{}, t.lane.Hyper())
	if err == nil {
		t.pending = append(t.pending, p)
	}
	return err
}

// receive waits for observations on their way, until so many are left.
func (t *turn) receive(left int) error {
	for len(t.pending) > left {
		o, err := t.pending[0].Wait()
		t.pending = t.pending[1:]
		if err := t.see(o, err); err != nil {
			return err
		}
	}
	return nil
}

// see takes in an observation.
func (t *turn) see(o *backend.Observation, err error) error {
	switch {
	case err != nil:
		return err
	case o.Diverged != nil:
		t.lane.Diverge(o)
	default:
		t.seen = append(t.seen, o)
	}
	return nil
}

// account adds a turn that took so long to the runner's account.
func (t *turn) account(spent time.Duration) {
	t.note(spent)
	steps := max(t.lane.Taken()-t.from, 0)
	t.spent += spent
	t.step, t.last, t.sum = t.lane.Taken(), steps, t.sum+steps
	t.cost.Add(spent, steps)
	t.rate.Sample(time.Unix(1, 0).Add(t.spent), t.step) // by the runner's own clock
}

// note keeps what was seen. The seconds of a step within the turn are as its share of the steps.
func (t *turn) note(spent time.Duration) {
	steps := t.lane.Taken() - t.from
	for _, o := range t.seen {
		at := t.spent
		if steps > 0 {
			at += share(spent, o.Step-t.from, steps)
		}
		if len(t.marks) < wire.MostMarks {
			t.marks = append(t.marks, wire.Mark{Step: uint32(o.Step), Seconds: float32(at.Seconds()), Loss: float32(o.Loss)})
		}
		t.looks = append(t.looks, look{o.Step, deltasOf(o)})
	}
	t.seen = nil
}

// share is n of m parts of a time.
func share(d time.Duration, n, m int) time.Duration {
	return time.Duration(float64(d) * float64(n) / float64(m))
}

func deltasOf(o *backend.Observation) (deltas []float64) {
	for i := range o.Layers {
		deltas = append(deltas, o.Layers[i].DeltaRMS)
	}
	return deltas
}
