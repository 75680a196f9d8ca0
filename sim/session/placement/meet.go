package placement

import (
	"context"
	"slices"
	"time"

	"backflow/sim/text"
)

// settle is how long networks must stand before CPU and GPU are compared on them: a
// slider in motion is not worth it.
const settle = time.Second

// Restart asks for a new comparison.
func (p *Placement) Restart() { p.compared.Restart() }

// Begin asks for a new comparison, on networks that were made at a time.
func (p *Placement) Begin(made time.Time) {
	p.since = made
	p.Restart()
}

// End ends the comparison, and closes what was tried out.
func (p *Placement) End() { p.compared.End() }

// Meet moves lanes once there is a GPU: those that are to run on it, and those that
// leave the choice to the program if it is faster there. An unwatched session compares
// nothing. It reports whether that took time, which is not to count as training.
func (p *Placement) Meet(lanes []Lane, unwatched bool) (took bool) {
	if p.failure != nil {
		p.lose(lanes, p.found.Number, p.failure)
	}
	if lost := p.found.LostInTest(); lost != nil {
		p.lose(lanes, p.found.Number, lost)
	}
	if p.moving {
		if p.found.Verify(p.GPU); p.found.Verified() {
			p.moving = false
			p.moveChosen(lanes)
			took = true
		}
	}
	if p.compared.Wanted && time.Since(p.since) >= settle {
		took = p.compare(going(lanes, asksForAny), unwatched) || took
	}
	return took
}

// moveChosen moves the lanes that are to run on the GPU to it.
func (p *Placement) moveChosen(lanes []Lane) {
	chosen := going(lanes, asksForGPU)
	for _, l := range chosen {
		l.Keep()
		if err := p.Place(context.Background(), l, 0); err != nil {
			p.tell("error", text.New("place.staysOnCPU", "lane", l.Name(), "why", err))
		}
	}
	p.returned(chosen)
}

// compare takes the next step towards a choice for some lanes, and reports whether it
// took time.
func (p *Placement) compare(lanes []Lane, unwatched bool) bool {
	c := &p.compared
	if len(lanes) == 0 {
		c.End()
		return false
	}
	if unwatched {
		return false
	}
	p.found.Start(p.GPU)
	switch {
	case p.found.LostInTest() != nil: // just now, which Meet sees to
	case p.found.Err() != nil:
		p.stay(lanes, text.Of(p.found.Err()))
	case !p.found.Found():
	case !c.Verdict.Empty():
		return p.moveTested(lanes)
	case slices.ContainsFunc(lanes, unmeasured):
	case p.found.Busy(): // a test from before needs the device for itself
	case !c.UnderWay():
		c.TryOut(p.found.Device(), candidates(lanes))
	case c.Ready():
		p.decide(lanes)
		return true
	}
	return false
}

// unmeasured reports whether it is not known yet what a lane's steps take on the CPU.
func unmeasured(l Lane) bool { return l.Candidate().OnCPU.PerUnit == 0 }

// candidates are lanes as a comparison knows them.
func candidates(lanes []Lane) (cs []Candidate) {
	for _, l := range lanes {
		cs = append(cs, l.Candidate())
	}
	return cs
}

// decide measures the GPU on the lanes' own networks, together as they would
// train there. If it is faster they move there as soon as it has passed its test.
func (p *Placement) decide(lanes []Lane) {
	wins, verdict, err := p.compared.Decide()
	switch {
	case err != nil:
		if spoils(err) {
			p.failure = err
		}
		p.stay(lanes, text.Of(err))
	case !wins:
		p.stay(lanes, text.New("place.thanGPU", "faster", verdict))
	default:
		p.found.Verify(p.GPU)
		explain(lanes, text.New("place.untested", "faster", verdict))
		p.moveTested(lanes)
	}
}

// explain says anew why lanes are where they are.
func explain(lanes []Lane, reason text.Message) {
	for _, l := range lanes {
		l.Place().Reason = reason
	}
}

// stay ends the comparison for the CPU.
func (p *Placement) stay(lanes []Lane, why text.Message) {
	p.compared.End()
	explain(lanes, why)
	p.returned(lanes)
}

// moveTested moves lanes to the GPU, once it has passed its test, and reports whether
// it did.
func (p *Placement) moveTested(lanes []Lane) bool {
	if !p.found.Verified() || p.found.Err() != nil {
		return false
	}
	why := text.New("place.thanCPU", "faster", p.compared.Verdict)
	p.compared.End()
	for _, l := range lanes {
		l.Keep()
		err := p.onGPU(l, why)
		if err != nil {
			l.Place().Reason = text.Of(err)
		}
		if spoils(err) {
			p.failure = err
		}
	}
	p.returned(lanes)
	return true
}
