package instruments

import "slices"

// Ask is what somebody waits for: rows of experiment.Instruments.
type Ask struct {
	names []string
	since int // ends of runs before it
}

// Ask asks for instruments until Forget.
func (d *Desk) Ask(names []string) *Ask {
	a := &Ask{union(nil, names), d.ended}
	d.asks = append(d.asks, a)
	return a
}

// Names are the instruments that are asked for.
func (a *Ask) Names() []string { return a.names }

// Forget takes an ask back.
func (d *Desk) Forget(a *Ask) {
	d.asks = slices.DeleteFunc(d.asks, func(other *Ask) bool { return other == a })
}

// Whole reports whether all that an ask is about is there, of each lane that it can be
// taken of: at rest of where the lane stands, in training a reading that was not there
// yet when it was asked for.
func (d *Desk) Whole(a *Ask, lanes []Lane, resting bool) bool {
	whole := true
	visitAll(a.names, lanes, func(e *entry, l Lane) {
		whole = whole && (!able(e, l) || e.fresh(l) || !resting && e.ended > a.since)
	})
	return whole
}

// Share is how much of what an ask is about is done, 0 … 1.
func (d *Desk) Share(a *Ask, lanes []Lane) float64 {
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
func (d *Desk) Unfinished(lanes []Lane) bool {
	return d.view != "" && !d.Whole(&Ask{names: []string{d.view}, since: d.ended}, lanes, true)
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
