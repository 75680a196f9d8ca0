package instruments

import (
	"time"

	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/text"
)

// Readings keeps a lane's newest reading of each instrument. The zero value is an empty one.
type Readings struct{ entries map[string]*entry }

// entry is what is known of one instrument: the newest whole reading, or as much of the
// first one as there is.
type entry struct {
	probe.Reading
	name  string
	step  int // that the reading belongs to
	whole bool
	why   text.Message // why there is none

	from  int       // the step of the newest run
	share float64   // of that which is done
	turn  int       // counts starts
	ended int       // counts ends
	again time.Time // when another run may begin
}

func (p *Readings) entry(name string) *entry {
	if p.entries == nil {
		p.entries = map[string]*entry{}
	}
	if p.entries[name] == nil {
		p.entries[name] = &entry{name: name}
	}
	return p.entries[name]
}

// fresh reports whether a lane stands where the reading is of.
func (e *entry) fresh(l Lane) bool { return e.whole && e.step == l.Taken() }

// due reports whether an instrument is to be taken anew.
func (e *entry) due(l Lane, resting bool) bool {
	return able(e, l) && !e.fresh(l) && (resting || !e.whole || !time.Now().Before(e.again))
}

// Shown is what an instrument shows of a lane at present.
type Shown struct {
	probe.Reading
	Step  int          // that it belongs to
	Share float64      // of the run that is computed now, which may be a newer one's; 1 where none is
	Why   text.Message // why there is nothing at all; empty otherwise
}

// Read returns what an instrument of sim/probe shows of a lane: the newest reading that
// is whole, or the first one as far as it has come.
func Read(l Lane, instrument string) Shown {
	row, _ := probe.ByName(instrument)
	e := l.Readings().entry(instrument)
	switch why := l.Hindrance(instrument); {
	case l.Diverged():
		return Shown{Reading: row.Refusal(l.Layers(), reason.NotFinite), Step: l.Taken(), Share: 1}
	case !e.whole && !why.Empty():
		return Shown{Reading: row.Refusal(l.Layers(), reason.NotYet), Step: l.Taken(), Why: why}
	case e.Instrument == "":
		return Shown{Reading: row.Refusal(l.Layers(), reason.NotYet), Step: l.Taken(), Share: e.share, Why: e.why}
	}
	return Shown{e.Reading, e.step, e.share, e.why}
}
