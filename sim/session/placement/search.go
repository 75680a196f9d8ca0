package placement

import (
	"context"
	"errors"
	"time"

	"backflow/sim/backend"
	"backflow/sim/text"
)

// search opens a GPU in the background, once, and tests it once that is wanted;
// and anew each time that a device is lost, unless that happens too often.
type search struct {
	opening *task[backend.GPU]
	testing *task[backend.GPU] // comes to nothing if opening does
	Number  int                // of the device that is found, counted from 0
	lost    time.Time          // when the device before it was lost; zero if none was
	inTests int                // how many devices were lost during their tests
}

// LossSpan is how soon a second loss tells that a GPU cannot be relied on.
const LossSpan = time.Minute

// Start begins the search unless it has begun. It is left until training runs, as
// it would hold up the first picture.
func (g *search) Start(open func(context.Context) (backend.GPU, error)) {
	switch {
	case g.opening != nil:
	case open == nil:
		g.opening = failed[backend.GPU](text.New("place.builtWithout"))
	default:
		g.opening = begin(func() (backend.GPU, error) { return open(context.Background()) })
	}
}

// Verify begins the test unless it has begun, and the search before it.
func (g *search) Verify(open func(context.Context) (backend.GPU, error)) {
	g.Start(open)
	if g.testing != nil {
		return
	}
	opening := g.opening
	g.testing = begin(func() (backend.GPU, error) {
		device, err := opening.wait()
		if err == nil {
			err = device.Test()
		}
		return device, err
	})
}

// Found reports whether the search is over.
func (g *search) Found() bool { return g.opening.over() }

// Verified reports whether the test is over, or there is nothing to test.
func (g *search) Verified() bool { return g.testing.over() || g.Found() && g.opening.err != nil }

// Tested is closed once the test that Verify has begun is over.
func (g *search) Tested() <-chan struct{} { return g.testing.done }

// Busy reports whether the device is being opened or tested.
func (g *search) Busy() bool { return g.opening.underWay() || g.testing.underWay() }

// Device is what was found, if Err is nil.
func (g *search) Device() backend.GPU { return g.opening.value }

// Err is why there is no GPU to use, as far as that is known.
func (g *search) Err() error {
	if g.testing.over() {
		return g.testing.err
	}
	if g.Found() {
		return g.opening.err
	}
	return nil
}

// LostInTest is how a device was lost that was being tested: nothing is known about
// it then, and another may do. Nil if it was not.
func (g *search) LostInTest() *backend.LostError {
	var lost *backend.LostError
	if g.testing.over() && g.opening.err == nil && errors.As(g.testing.err, &lost) {
		return lost
	}
	return nil
}

// Renew forgets the device, so that Start looks for another.
func (g *search) Renew() {
	*g = search{Number: g.Number + 1, lost: g.lost, inTests: g.inTests}
}

// Lose is Renew for a device that is gone. It says why there will be no other, and
// leaves nothing to look for, where the one before it went less than LossSpan ago,
// or in its test as this one.
func (g *search) Lose(cause error) (last text.Message) {
	before, again := g.lost, false
	switch {
	case g.LostInTest() != nil:
		again = g.inTests > 0
		g.inTests++
	case g.testing.over(): // it has passed
		g.inTests = 0
	}
	g.Renew()
	g.lost = time.Now()
	switch {
	case again:
		last = text.New("place.inItsTest")
	case before.IsZero() || g.lost.Sub(before) >= LossSpan:
		return text.Message{}
	default:
		last = text.New("place.withinAMinute")
	}
	g.opening = failed[backend.GPU](text.New("place.leftAlone", "when", last, "why", cause))
	return last
}

// spoils reports whether an error of a GPU backend means that nothing more can
// be had from its device. All do, but for those that it foresaw.
func spoils(err error) bool {
	var unsupported *backend.UnsupportedError
	return err != nil && !errors.As(err, &unsupported)
}
