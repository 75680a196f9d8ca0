// Package placement keeps lanes on the backends where they belong: on the one that
// their Config names, or on the faster one. It looks for a GPU, has it tested, compares
// it with the CPU on the lanes' own networks, and brings lanes back to the CPU where a
// GPU is lost.
package placement

import (
	"context"
	"time"

	"backflow/sim/backend"
	"backflow/sim/text"
)

// Placement keeps the lanes of a session on backends. All methods are for one
// goroutine; what takes long goes on on others.
type Placement struct {
	// CPU makes a CPU backend. It always can.
	CPU func() backend.Backend
	// GPU opens a device, and is called again after a loss. It may take its time, on a
	// goroutine of its own. Nil means a program without a GPU.
	GPU func(context.Context) (backend.GPU, error)

	tell func(level string, what text.Message)

	found     search
	compared  comparison // of CPU and GPU, that lanes still wait for
	since     time.Time  // when the networks were made that are compared
	moving    bool       // lanes that are to run on a GPU still wait for it
	returning bool       // a GPU was lost, and the viewer waits to hear of another
	failure   error      // of the GPU, still to be dealt with
	fallback  fallback
}

// New returns a Placement that opens backends by cpu and gpu, and tells viewers what
// they have to know, at the level "info" or "error".
func New(cpu func() backend.Backend, gpu func(context.Context) (backend.GPU, error), tell func(level string, what text.Message)) *Placement {
	return &Placement{CPU: cpu, GPU: gpu, tell: tell}
}

// Place gives a lane a backend, as its Config asks. A lane that is to run on a GPU which
// is still being looked for begins on the CPU, after so long a wait, or whatever it
// takes where that is 0; Meet moves it later.
func (p *Placement) Place(ctx context.Context, l Lane, wait time.Duration) error {
	if l.Asks() != "gpu" {
		return p.onCPU(l, p.whyCPU(l))
	}
	if err := p.awaitGPU(ctx, wait); err != nil {
		return err
	}
	if !p.found.Verified() || p.found.LostInTest() != nil { // Meet sees to that
		p.moving = true
		return p.onCPU(l, p.whyCPU(l))
	}
	reason := p.found.Err()
	if reason == nil {
		if reason = p.onGPU(l, text.New("place.chosen")); reason == nil {
			return nil
		}
	}
	switch {
	case p.found.Err() == nil && spoils(reason):
		p.failure = reason // for Meet: here the lanes may be half new and half old
	case !p.returning:
		p.fallBack(l, text.Of(reason))
	}
	return p.onCPU(l, text.Of(reason))
}

// awaitGPU waits until a GPU has been found and tested, or for so long; 0 is as long as
// it takes.
func (p *Placement) awaitGPU(ctx context.Context, wait time.Duration) error {
	p.found.Verify(p.GPU)
	var enough <-chan time.Time // never, if nil
	if wait > 0 {
		enough = time.After(wait)
	}
	select {
	case <-p.found.Tested():
	case <-enough:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// onGPU puts a lane on the GPU, which has passed its test.
func (p *Placement) onGPU(l Lane, reason text.Message) error {
	if err := l.Run(p.found.Device().NewBackend()); err != nil {
		return err
	}
	*l.Place() = Place{OnGPU: true, Device: p.found.Number, Reason: reason}
	return nil
}

// onCPU puts a lane on the CPU.
func (p *Placement) onCPU(l Lane, reason text.Message) error {
	if err := l.Run(p.CPU()); err != nil {
		return err
	}
	*l.Place() = Place{Reason: reason}
	return nil
}

func (p *Placement) whyCPU(l Lane) text.Message {
	switch {
	case l.Asks() == "cpu":
		return text.New("place.chosen")
	case p.found.Err() != nil:
		return text.Of(p.found.Err())
	case !p.found.Found():
		return text.New("place.searching")
	case l.Asks() == "gpu":
		return text.New("place.testing")
	}
	return text.New("place.notCompared")
}

// Again moves every lane to what its Config now asks for, with its parameters.
func (p *Placement) Again(ctx context.Context, lanes []Lane, wait time.Duration) {
	p.Restart()
	for _, l := range going(lanes, each) {
		l.Keep()
		if err := p.Place(ctx, l, wait); err != nil {
			p.tell("error", text.New("place.staysOnBackend", "lane", l.Name(), "why", err))
		}
	}
}

// Return gives a lane that gave up its backend one of the same kind again, from the
// parameters that were kept last.
func (p *Placement) Return(l Lane) {
	place := l.Place()
	l.Restore(false)
	if place.OnGPU && place.Device == p.found.Number && p.found.Found() && p.found.Err() == nil && p.onGPU(l, place.Reason) == nil {
		return
	}
	p.toCPU(l, place.Reason)
}

// Maker makes backends where a lane is.
func (p *Placement) Maker(on *Place) func() backend.Backend {
	if on.OnGPU {
		return p.found.Device().NewBackend
	}
	return p.CPU
}

// Busy reports whether a GPU is being opened, compared with the CPU or tested. Whoever
// else uses it may want to keep still meanwhile.
func (p *Placement) Busy() bool { return p.found.Busy() || p.compared.UnderWay() }

// Moving reports whether lanes that are to run on a GPU still wait for one.
func (p *Placement) Moving() bool { return p.moving }

// Device is the GPU that has passed its test; nil where there is none.
func (p *Placement) Device() backend.GPU {
	if !p.found.Found() || !p.found.testing.over() || p.found.Err() != nil {
		return nil
	}
	return p.found.Device()
}

// Settled reports whether no lane waits for a GPU, or for a comparison with it.
func (p *Placement) Settled() bool { return !p.compared.Wanted && !p.moving && !p.returning }

// Losses is how many GPUs were given up so far.
func (p *Placement) Losses() int { return p.found.Number }

// Save remembers what lanes wait for, and returns a function that forgets what Place has
// noted since.
func (p *Placement) Save() (undo func()) {
	moving, fallback := p.moving, p.fallback
	return func() { p.moving, p.fallback = moving, fallback }
}

// fallback are lanes that were to run on a GPU, and what keeps them on the CPU: one
// sentence says it of all of them.
type fallback struct {
	lanes  []text.Message // their names
	reason text.Message
}

func (p *Placement) fallBack(l Lane, reason text.Message) {
	if !p.fallback.reason.Equal(reason) {
		p.TellFallback()
	}
	p.fallback.lanes, p.fallback.reason = append(p.fallback.lanes, l.Name()), reason
}

// DropFallback leaves untold which lanes are on the CPU: it is said elsewhere.
func (p *Placement) DropFallback() { p.fallback = fallback{} }

// TellFallback tells which lanes are on the CPU that were to run on a GPU, if that has
// not been told.
func (p *Placement) TellFallback() {
	lanes, why := p.fallback.lanes, p.fallback.reason
	switch last := len(lanes) - 1; {
	case last == 0:
		p.tell("error", text.New("place.runsOnCPU", "lane", lanes[0], "why", why))
	case last > 0:
		p.tell("error", text.New("place.runOnCPU", "lanes", list(lanes[:last]), "last", lanes[last], "why", why))
	}
	p.fallback = fallback{}
}

// list is one name after the other.
func list(names []text.Message) text.Message {
	all := names[0]
	for _, name := range names[1:] {
		all = text.New("place.list", "names", all, "name", name)
	}
	return all
}
