package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"backflow/sim/backend"
)

// gpuSearch opens a GPU in the background, once, and tests it once that is wanted;
// and anew each time that a device is lost, unless that happens too often.
type gpuSearch struct {
	opening *errand[backend.GPU]
	testing *errand[backend.GPU] // comes to nothing if opening does
	number  int                  // of the device that is found, counted from 0
	lost    time.Time            // when the device before it was lost; zero if none was
	inTests int                  // how many devices were lost during their tests
}

// lossSpan is how soon a second loss tells that a GPU cannot be relied on.
const lossSpan = time.Minute

// start begins the search unless it has begun. It is left until training runs, as
// it would hold up the first picture.
func (g *gpuSearch) start(open func(context.Context) (backend.GPU, error)) {
	switch {
	case g.opening != nil:
	case open == nil:
		g.opening = failed[backend.GPU](errors.New("this program was built without WebGPU"))
	default:
		g.opening = send(func() (backend.GPU, error) { return open(context.Background()) })
	}
}

// verify begins the test unless it has begun, and the search before it.
func (g *gpuSearch) verify(open func(context.Context) (backend.GPU, error)) {
	g.start(open)
	if g.testing != nil {
		return
	}
	opening := g.opening
	g.testing = send(func() (backend.GPU, error) {
		device, err := opening.wait()
		if err == nil {
			err = device.Test()
		}
		return device, err
	})
}

// found reports whether the search is over, and verified whether the test is, or
// there is nothing to test.
func (g *gpuSearch) found() bool    { return g.opening.over() }
func (g *gpuSearch) verified() bool { return g.testing.over() || g.found() && g.opening.err != nil }

// busy reports whether the device is being opened or tested.
func (g *gpuSearch) busy() bool { return g.opening.underWay() || g.testing.underWay() }

// device is what was found, if err is nil.
func (g *gpuSearch) device() backend.GPU { return g.opening.value }

// err is why there is no GPU to use, as far as that is known.
func (g *gpuSearch) err() error {
	if g.testing.over() {
		return g.testing.err
	}
	if g.found() {
		return g.opening.err
	}
	return nil
}

// lostInTest is how a device was lost that was being tested: nothing is known about
// it then, and another may do. Nil if it was not.
func (g *gpuSearch) lostInTest() *backend.LostError {
	var lost *backend.LostError
	if g.testing.over() && g.opening.err == nil && errors.As(g.testing.err, &lost) {
		return lost
	}
	return nil
}

// renew forgets the device, so that start looks for another.
func (g *gpuSearch) renew() {
	*g = gpuSearch{number: g.number + 1, lost: g.lost, inTests: g.inTests}
}

// lose is renew for a device that is gone. It says why there will be no other, and
// leaves nothing to look for, where the one before it went less than lossSpan ago,
// or in its test as this one.
func (g *gpuSearch) lose(cause error) (last string) {
	before, again := g.lost, false
	switch {
	case g.lostInTest() != nil:
		again = g.inTests > 0
		g.inTests++
	case g.testing.over(): // it has passed
		g.inTests = 0
	}
	g.renew()
	g.lost = time.Now()
	switch {
	case again:
		last = "during its test"
	case before.IsZero() || g.lost.Sub(before) >= lossSpan:
		return ""
	default:
		last = "within a minute"
	}
	g.opening = failed[backend.GPU](fmt.Errorf("the GPU failed twice %s, and is left alone now (%s)", last, clause(cause)))
	return last
}

// spoils reports whether an error of a GPU backend means that nothing more can
// be had from its device. All do, but for those that it foresaw.
func spoils(err error) bool {
	var unsupported *backend.UnsupportedError
	return err != nil && !errors.As(err, &unsupported)
}

// loseGPU gives up the device that a lane was on, which every lane was on: they
// go on on the CPU from their last kept parameters. Another device is looked for
// meanwhile, and tested, and meetGPU moves the lanes to it.
func (s *Session) loseGPU(device int, cause error) {
	if device != s.gpu.number {
		return // by now there is another; this is an echo of what was said before
	}
	next := s.forsakeGPU(cause)
	from := -1
	for _, l := range s.lanes {
		if !l.stopped && l.onGPU() && s.toCPU(l, clause(cause)) && (from < 0 || l.step < from) {
			from = l.step
		}
	}
	if from < 0 { // it only was to be tried
		from = s.rear()
	}
	s.notify("error", "%s; training goes on on the CPU from step %d%s.", capital(clause(cause)), from, next)
}

// forsakeGPU decides what comes after a device that failed, and returns the end
// of the sentence that says so.
func (s *Session) forsakeGPU(cause error) (next string) {
	s.race.end()
	s.moving, s.returning, s.failure = false, false, nil
	var full *backend.FullError
	if errors.As(cause, &full) {
		s.gpu.renew() // for another network
		return ", since another device would have no more"
	}
	if last := s.gpu.lose(cause); last != "" {
		s.explainCPU()
		return " and stays there, since it is the second time " + last
	}
	s.race.restart()
	s.moving = slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.Backend == "gpu" })
	s.returning = true
	return " while a new device is looked for"
}

// explainCPU says anew why lanes are on the CPU: none waits for a GPU any longer.
func (s *Session) explainCPU() {
	for _, l := range s.lanes {
		if !l.stopped && !l.onGPU() {
			l.why = s.whyCPU(l)
		}
	}
}

// toCPU puts a lane on the CPU, from the last parameters that were kept.
func (s *Session) toCPU(l *lane, why string) bool {
	if l.onGPU() {
		l.pre.redo()
	}
	l.problem.State = l.kept
	if err := l.run(s.open.CPU(), "CPU: "+why); err != nil {
		l.stopped = true
		l.note = "Stopped: " + clause(err) + "."
		return false
	}
	return true
}

// returned says what has become of lanes that had lost their GPU.
func (s *Session) returned(lanes []*lane) {
	if s.failure != nil || !s.returning || len(lanes) == 0 {
		return
	}
	s.returning = false
	l := lanes[0]
	how, onGPU := strings.CutPrefix(l.why, "GPU: ")
	switch {
	case onGPU:
		s.notify("info", "A new GPU device has passed its test, and trains from step %d (%s).", l.step, how)
	case s.gpu.err() != nil:
		s.notify("error", "There is no new GPU device, so that training stays on the CPU: %s.", clause(s.gpu.err()))
	default:
		s.notify("info", "There is a new GPU device, but training stays on the CPU (%s).", strings.TrimPrefix(l.why, "CPU: "))
	}
}

// capital is a clause as the start of a sentence.
func capital(clause string) string {
	first, size := utf8.DecodeRuneInString(clause)
	return string(unicode.ToUpper(first)) + clause[size:]
}
