package instruments

import "slices"

// Request is what somebody waits for: rows of experiment.Instruments.
type Request struct {
	names []string
	since int // ends of runs before it
}

// Ask asks for instruments until Forget.
func (d *Scheduler) Ask(names []string) *Request {
	a := &Request{union(nil, names), d.ended}
	d.requests = append(d.requests, a)
	return a
}

// Names are the instruments that are asked for.
func (a *Request) Names() []string { return a.names }

// Forget takes a request back.
func (d *Scheduler) Forget(a *Request) {
	d.requests = slices.DeleteFunc(d.requests, func(other *Request) bool { return other == a })
}

// Whole reports whether all that a request is about is there, of each lane that it can be
// taken of: at rest of where the lane stands, in training a reading that was not there
// yet when it was asked for.
func (d *Scheduler) Whole(a *Request, lanes []Lane, resting bool) bool {
	whole := true
	visitAll(a.names, lanes, func(e *entry, l Lane) {
		whole = whole && (!able(e, l) || e.fresh(l) || !resting && e.ended > a.since)
	})
	return whole
}

// Share is how much of what a request is about is done, 0 … 1.
func (d *Scheduler) Share(a *Request, lanes []Lane) float64 {
	if d.Whole(a, lanes, false) {
		return 1
	}
	sum, n := 0.0, 0
	visitAll(a.names, lanes, func(e *entry, l Lane) {
		n++
		switch {
		case !able(e, l) || e.fresh(l) || e.ended > a.since:
			sum++
		case e == d.of:
			sum += e.share
		}
	})
	return sum / float64(n)
}

// Unfinished reports whether what a view shows is not that of where the lanes stand, and
// will be.
func (d *Scheduler) Unfinished(lanes []Lane) bool {
	return d.view != "" && !d.Whole(&Request{names: []string{d.view}, since: d.ended}, lanes, true)
}

// union adds names that are not there yet.
func union(names, more []string) []string {
	for _, name := range more {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
