// Package instruments takes the instruments of sim/probe of networks in training: one run
// at a time, in slices between rounds, each from a copy of the parameters, so that nothing
// that is trained is touched. It knows no Session: a Lane is all that it takes of one.
package instruments

import (
	"time"

	"backflow/sim/experiment"
	"backflow/sim/probe"
	"backflow/sim/text"
)

// Lane is a network that instruments are taken of.
type Lane interface {
	// Readings is where its readings are kept. A lane that starts anew has another.
	Readings() *Readings
	// Layers are the names of its observed layers, input first.
	Layers() []string
	// Taken is how many steps it has taken. A reading of another step is old.
	Taken() int
	// Diverged reports whether its numbers are not finite any more.
	Diverged() bool
	// Hindrance says why an instrument cannot be taken of it at present, in a sentence;
	// empty where it can.
	Hindrance(instrument string) text.Message
	// Subject is what would be measured now. It reports false where the newest
	// parameters have to be fetched first, and notes that somebody waits for them.
	Subject() (probe.Subject, bool)
}

// Spacing is how many times as long as a slice took the next one waits while training
// runs, so that it is left more than nine tenths of the time.
const Spacing = 12

// A new run of an instrument begins at the earliest so many times what the one before
// took, and so long, after that has ended. At rest it begins at once.
const (
	restFactor = 3
	leastRest  = 500 * time.Millisecond
)

// Scheduler is where runs are made. The zero value is an idle one.
type Scheduler struct {
	run     *probe.Run // nil for none
	of      *entry     // that it fills
	spent   time.Duration
	started int // counts runs
	ended   int

	slice time.Time // when the newest slice has ended
	took  time.Duration

	requests []*Request
	view     string // what a view shows; empty for nothing
}

// Show says which instrument a view shows; empty for none.
func (d *Scheduler) Show(instrument string) { d.view = instrument }

// Asked are the instruments that a view shows or somebody waits for, each once.
func (d *Scheduler) Asked() []string {
	var names []string
	if d.view != "" {
		names = append(names, d.view)
	}
	for _, a := range d.requests {
		names = union(names, a.names)
	}
	return names
}

// Work goes on for about the given time with what is asked for. At rest a reading of an
// earlier step is old at once. It reports whether there was anything to do.
func (d *Scheduler) Work(lanes []Lane, budget time.Duration, resting bool) bool {
	d.settle(lanes)
	if d.run == nil && !d.start(lanes, resting) {
		return false
	}
	start := time.Now()
	d.of.share = d.run.Work(budget)
	d.slice = time.Now()
	d.took = d.slice.Sub(start)
	d.spent += d.took
	if d.run.Done() {
		d.finish()
	} else if !d.of.whole {
		d.of.Reading = d.run.Reading()
	}
	return true
}

// Beside is Work while training runs: it does nothing before training has had its share.
func (d *Scheduler) Beside(lanes []Lane, budget time.Duration) {
	if time.Since(d.slice) >= Spacing*d.took {
		d.Work(lanes, budget, false)
	}
}

// Drop gives up what is being computed.
func (d *Scheduler) Drop() {
	if d.run != nil {
		d.run.Close()
		d.of.share = 1
		if !d.of.whole {
			*d.of = entry{name: d.of.name, turn: d.of.turn}
		}
		d.run, d.of = nil, nil
	}
}

// settle drops a run that nobody asks for any more, or whose lane is gone or cannot be
// measured.
func (d *Scheduler) settle(lanes []Lane) {
	wanted := false
	d.each(lanes, func(e *entry, l Lane) {
		wanted = wanted || e == d.of && able(e, l)
	})
	if !wanted {
		d.Drop()
	}
}

// each visits what is asked for of every lane.
func (d *Scheduler) each(lanes []Lane, visit func(*entry, Lane)) {
	visitAll(d.Asked(), lanes, visit)
}

// visitAll leaves out what comes with every look.
func visitAll(names []string, lanes []Lane, visit func(*entry, Lane)) {
	for _, name := range names {
		for _, l := range lanes {
			if experiment.InstrumentByName(name).Probe {
				visit(l.Readings().entry(name), l)
			}
		}
	}
}

// able reports whether an instrument can be taken of a lane.
func able(e *entry, l Lane) bool { return !l.Diverged() && l.Hindrance(e.name).Empty() }

// start begins the run that has waited longest, of those that are due, if its
// parameters are there.
func (d *Scheduler) start(lanes []Lane, resting bool) bool {
	var next *entry
	var of Lane
	d.each(lanes, func(e *entry, l Lane) {
		if e.due(l, resting) && (next == nil || e.turn < next.turn) {
			next, of = e, l
		}
	})
	if next == nil {
		return false
	}
	subject, ready := of.Subject()
	return ready && d.begin(next, subject)
}

// begin reports whether there is a run.
func (d *Scheduler) begin(e *entry, subject probe.Subject) bool {
	d.started++
	e.turn, e.from = d.started, subject.State.Step
	run, err := probe.Start(e.name, subject)
	if err != nil {
		d.end(e, err)
		return false
	}
	d.run, d.of, d.spent, e.share = run, e, 0, 0
	if !e.whole {
		e.Reading, e.step = run.Reading(), e.from
	}
	return true
}

// finish takes in what the run has found.
func (d *Scheduler) finish() {
	d.of.Reading = d.run.Reading()
	d.end(d.of, d.run.Err())
	d.run.Close()
	d.run, d.of = nil, nil
}

// end notes that an instrument has been taken, or why not.
func (d *Scheduler) end(e *entry, err error) {
	d.ended++
	e.ended, e.again = d.ended, time.Now().Add(max(restFactor*d.spent, leastRest))
	e.step, e.share, e.whole, e.why = e.from, 1, true, text.Message{}
	if err != nil {
		e.why = text.Of(err)
	}
}
