package placement

import (
	"errors"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/text"
)

// Rescue puts a lane whose backend failed onto the CPU, from the last parameters that
// were kept, and says so. Where that spoils the GPU, all lanes that are on it go with it.
func (p *Placement) Rescue(lanes []Lane, l Lane, cause error) {
	place := l.Place()
	if place.OnGPU && place.Device == p.found.Number && spoils(cause) {
		p.lose(lanes, place.Device, cause)
		return
	}
	what := text.Clause(cause)
	if spoils(cause) {
		what = "the " + place.name() + " failed, " + what
	}
	if p.toCPU(l, what) {
		p.tell("error", "%s goes on on the CPU from step %d: %s.", l.Name(), l.Taken(), what)
	}
}

func (p *Place) name() string {
	if p.OnGPU {
		return "GPU"
	}
	return "CPU"
}

// lose gives up the device that a lane was on, which every lane was on: they go on on
// the CPU from their last kept parameters. Another device is looked for meanwhile, and
// tested, and Meet moves the lanes to it.
func (p *Placement) lose(lanes []Lane, device int, cause error) {
	if device != p.found.Number {
		return // by now there is another; this is an echo of what was said before
	}
	next := p.giveUp(lanes, cause)
	var moved []Lane
	for _, l := range going(lanes, onGPU) {
		if p.toCPU(l, text.Clause(cause)) {
			moved = append(moved, l)
		}
	}
	if len(moved) == 0 { // it only was to be tried
		moved = going(lanes, each)
	}
	p.tell("error", "%s; training goes on on the CPU from step %d%s.", text.Capital(text.Clause(cause)), rear(moved), next)
}

// giveUp decides what comes after a device that failed, and returns the end of the
// sentence that says so.
func (p *Placement) giveUp(lanes []Lane, cause error) (next string) {
	p.compared.End()
	p.moving, p.returning, p.failure = false, false, nil
	var full *backend.FullError
	if errors.As(cause, &full) {
		p.found.Renew() // for another network
		return ", since another device would have no more"
	}
	if last := p.found.Lose(cause); last != "" {
		p.explainCPU(lanes)
		return " and stays there, since it is the second time " + last
	}
	p.compared.Restart()
	p.moving = slices.ContainsFunc(lanes, asksForGPU)
	p.returning = true
	return " while a new device is looked for"
}

// explainCPU says anew why lanes are on the CPU: none waits for a GPU any longer.
func (p *Placement) explainCPU(lanes []Lane) {
	for _, l := range going(lanes, onCPU) {
		l.Place().Reason = p.whyCPU(l)
	}
}

// toCPU puts a lane on the CPU, from the last parameters that were kept.
func (p *Placement) toCPU(l Lane, reason string) bool {
	l.Restore(l.Place().OnGPU)
	if err := p.onCPU(l, reason); err != nil {
		l.Stop(text.Clause(err))
		return false
	}
	return true
}

// returned says what has become of lanes that had lost their GPU.
func (p *Placement) returned(lanes []Lane) {
	if p.failure != nil || !p.returning || len(lanes) == 0 {
		return
	}
	p.returning = false
	l := lanes[0]
	switch at := l.Place(); {
	case at.OnGPU:
		p.tell("info", "A new GPU device has passed its test, and trains from step %d (%s).", l.Taken(), at.Reason)
	case p.found.Err() != nil:
		p.tell("error", "There is no new GPU device, so that training stays on the CPU: %s.", text.Clause(p.found.Err()))
	default:
		p.tell("info", "There is a new GPU device, but training stays on the CPU (%s).", at.Reason)
	}
}
