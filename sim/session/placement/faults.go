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
	why := text.Of(cause)
	switch {
	case !spoils(cause):
	case place.OnGPU:
		why = text.New("place.gpuFailed", "why", why)
	default:
		why = text.New("place.cpuFailed", "why", why)
	}
	if p.toCPU(l, why) {
		p.tell("error", text.New("place.laneGoesOn", "lane", l.Name(), "step", l.Taken(), "why", why))
	}
}

// lose gives up the device that a lane was on, which every lane was on: they go on on
// the CPU from their last kept parameters. Another device is looked for meanwhile, and
// tested, and Meet moves the lanes to it.
func (p *Placement) lose(lanes []Lane, device int, cause error) {
	if device != p.found.Number {
		return // by now there is another; this is an echo of what was said before
	}
	id, times := p.giveUp(lanes, cause)
	var moved []Lane
	for _, l := range going(lanes, onGPU) {
		if p.toCPU(l, text.Of(cause)) {
			moved = append(moved, l)
		}
	}
	if len(moved) == 0 { // it only was to be tried
		moved = going(lanes, each)
	}
	said := text.New(id, "cause", text.Begin(cause), "step", rear(moved))
	if !times.Empty() {
		said = said.With("when", times)
	}
	p.tell("error", said)
}

// giveUp decides what comes after a device that failed, and returns the id of the
// sentence that says so, and when both of two devices failed, if they did.
func (p *Placement) giveUp(lanes []Lane, cause error) (id string, twice text.Message) {
	p.compared.End()
	p.moving, p.returning, p.failure = false, false, nil
	var full *backend.FullError
	if errors.As(cause, &full) {
		p.found.Renew() // for another network
		return "place.lostFull", text.Message{}
	}
	if twice = p.found.Lose(cause); !twice.Empty() {
		p.explainCPU(lanes)
		return "place.lostTwice", twice
	}
	p.compared.Restart()
	p.moving = slices.ContainsFunc(lanes, asksForGPU)
	p.returning = true
	return "place.lostOnce", text.Message{}
}

// explainCPU says anew why lanes are on the CPU: none waits for a GPU any longer.
func (p *Placement) explainCPU(lanes []Lane) {
	for _, l := range going(lanes, onCPU) {
		l.Place().Reason = p.whyCPU(l)
	}
}

// toCPU puts a lane on the CPU, from the last parameters that were kept.
func (p *Placement) toCPU(l Lane, reason text.Message) bool {
	l.Restore(l.Place().OnGPU)
	if err := p.onCPU(l, reason); err != nil {
		l.Stop(err)
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
		p.tell("info", text.New("place.newGPU", "step", l.Taken(), "why", at.Reason))
	case p.found.Err() != nil:
		p.tell("error", text.New("place.noNewGPU", "why", p.found.Err()))
	default:
		p.tell("info", text.New("place.newGPUUnused", "why", at.Reason))
	}
}
