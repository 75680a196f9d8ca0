package device

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// fakeGPU implements portions: it takes a time for each step, one after the other, and says
// so later by a time for the way. Its clock goes on when something is waited for.
type fakeGPU struct {
	step, way, record time.Duration
	clock             time.Time
	done              time.Time // of what was handed over so far
	started           []int     // steps of each portion
	waited            []int     // numbers of portions, in the order in which they were waited for
	underWay, most    int
	released          int
	refuse            error // of the next portion
	lose              error // of all that is waited for
}

func (g *fakeGPU) now() time.Time { return g.clock }
func (g *fakeGPU) poll()          {}
func (g *fakeGPU) release()       { g.released++ }

func (g *fakeGPU) start(_, n int) (ticket, int, error) {
	if g.refuse != nil {
		return nil, 0, g.refuse
	}
	g.clock = g.clock.Add(g.record)
	if g.done.Before(g.clock) {
		g.done = g.clock
	}
	g.done = g.done.Add(time.Duration(n) * g.step)
	g.started = append(g.started, n)
	g.underWay++
	g.most = max(g.most, g.underWay)
	return &fakeTicket{g, len(g.started), g.done.Add(g.way)}, n, nil
}

type fakeTicket struct {
	g      *fakeGPU
	number int
	at     time.Time
}

func (t *fakeTicket) ready() bool { return !t.g.clock.Before(t.at) }

func (t *fakeTicket) wait() error {
	if t.g.clock.Before(t.at) {
		t.g.clock = t.at
	}
	t.g.underWay--
	t.g.waited = append(t.g.waited, t.number)
	return t.g.lose
}

func paced(g *fakeGPU) *Pace {
	p := new(Pace)
	p.bind(g, g.now)
	return p
}

func total(steps []int) (sum int) {
	for _, n := range steps {
		sum += n
	}
	return sum
}

// Portions grow, at most to twice the last, until they take as long as they should, however
// long the way is: then steps are known by how answers differ, not by how late they are.
func TestPortionsFindTheirSize(t *testing.T) {
	for _, way := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond} { // up to 250 steps
		g := &fakeGPU{step: 20 * time.Microsecond, way: way}
		p := paced(g)
		for range 300 {
			if err := p.Train(max(p.Portion(), 1)); err != nil {
				t.Fatal(err)
			}
		}
		want := int(portionTime / g.step)
		if got := p.Portion(); got < want*9/10 || got > want*3/2 {
			t.Errorf("a way of %v: portions of %d steps, want about %d", way, got, want)
		}
		if p.StepTime() < 16*time.Microsecond || p.StepTime() > 22*time.Microsecond {
			t.Errorf("a way of %v: a step is said to take %v", way, p.StepTime())
		}
		for i, n := range g.started[1:] {
			if n > 2*g.started[i] && n > 2*slices.Max(g.started[:i+1]) {
				t.Errorf("a way of %v: a portion of %d steps follows %d", way, n, g.started[:i+1])
			}
		}
	}
}

// Where recording a step takes longer than running it, portions are as large as recording
// allows.
func TestPortionsLeaveTimeToRecord(t *testing.T) {
	g := &fakeGPU{step: time.Nanosecond, record: 4 * time.Millisecond}
	p := paced(g)
	for range 40 {
		if err := p.Train(max(p.Portion(), 1)); err != nil {
			t.Fatal(err)
		}
	}
	if p.Portion() > 2*mostSteps || p.Portion() < 1 {
		t.Errorf("portions of %d steps", p.Portion())
	}
}

// However many steps are asked for, no more than three portions are under way, and all
// steps are taken, the oldest portion first.
func TestPaceKeepsToItsMarks(t *testing.T) {
	g := &fakeGPU{step: time.Millisecond}
	p := paced(g)
	if err := p.Train(1000); err != nil {
		t.Fatal(err)
	}
	if g.most > marks || p.underWay() == 0 {
		t.Errorf("%d portions were under way, %d steps still are", g.most, p.underWay())
	}
	if err := p.Drain(); err != nil {
		t.Fatal(err)
	}
	if total(g.started) != 1000 || p.underWay() != 0 || g.underWay != 0 {
		t.Errorf("%d steps were handed over, %d are under way", total(g.started), p.underWay())
	}
	if !slices.IsSorted(g.waited) || len(g.waited) != len(g.started) {
		t.Errorf("portions were waited for in the order %d", g.waited)
	}
}

// While the GPU is busy, less than a portion waits for more; once it is idle, nothing does.
func TestLessThanAPortionWaits(t *testing.T) {
	g := &fakeGPU{step: time.Millisecond}
	p := paced(g)
	p.SetPortion(10)
	train := func(steps int) {
		t.Helper()
		if err := p.Train(steps); err != nil {
			t.Fatal(err)
		}
	}
	for range 4 {
		train(3)
	}
	if !slices.Equal(g.started, []int{3}) || p.owed != 9 {
		t.Errorf("portions of %d steps, and %d wait; want three at once, and nine to wait", g.started, p.owed)
	}
	train(3)
	if !slices.Equal(g.started, []int{3, 10, 2}) || p.owed != 0 {
		t.Errorf("portions of %d steps, and %d wait; want those that made a portion, and the rest", g.started, p.owed)
	}
	train(1)
	if p.owed != 1 {
		t.Errorf("%d steps wait for a busy GPU, want the last", p.owed)
	}
	g.clock = g.done
	train(1)
	if p.owed != 0 || total(g.started) != 17 {
		t.Errorf("%d steps wait for an idle GPU, %d were handed over", p.owed, total(g.started))
	}
}

// What stands before a portion makes its time say nothing; FinishBefore waits for what was
// handed over earlier, and no more.
func TestInterruptedPortionsTeachNothing(t *testing.T) {
	g := &fakeGPU{step: time.Millisecond}
	p := paced(g)
	p.SetPortion(4)
	if err := p.Train(8); err != nil {
		t.Fatal(err)
	}
	before, next := p.times, p.Interrupt()
	if next != 3 {
		t.Errorf("the next portion is number %d, want 3", next)
	}
	if err := p.Train(4); err != nil {
		t.Fatal(err)
	}
	if err := p.FinishBefore(next); err != nil || !slices.Equal(g.waited, []int{1, 2}) {
		t.Errorf("waited for %d, want the first two; %v", g.waited, err)
	}
	if p.times == before {
		t.Error("nothing was learnt of the portions before")
	}
	learnt := p.times
	if err := p.Drain(); err != nil || p.times != learnt {
		t.Errorf("something was learnt of the portion behind the interruption; %v", err)
	}
}

// An error of the device comes out of whatever is asked next, and what is lost is not
// waited for twice.
func TestPaceReportsFaults(t *testing.T) {
	gone := errors.New("gone")
	g := &fakeGPU{step: time.Millisecond, refuse: gone}
	p := paced(g)
	if err := p.Train(1); !errors.Is(err, gone) {
		t.Errorf("error %v of a portion that is refused", err)
	}
	g.refuse = nil
	p.owed = 0
	if err := p.Train(1); err != nil {
		t.Fatal(err)
	}
	g.lose = gone
	if err := p.Drain(); !errors.Is(err, gone) {
		t.Errorf("error %v of a portion that is lost", err)
	}
	if err := p.Drain(); err != nil {
		t.Errorf("it is waited for again: %v", err)
	}
}

// A pace that is released owes nothing, forgets what it has learnt, and can be used again;
// one that was never bound has nothing to release.
func TestReleasedPaceStartsAgain(t *testing.T) {
	new(Pace).Release()
	g := &fakeGPU{step: time.Millisecond}
	p := paced(g)
	p.SetPortion(4)
	if err := p.Train(9); err != nil {
		t.Fatal(err)
	}
	p.Release()
	if g.underWay != 0 || g.released != 1 || p.Portion() != 0 || p.StepTime() != 0 {
		t.Errorf("after the release %d portions are under way, portions are of %d steps", g.underWay, p.Portion())
	}
	if err := p.Train(1); err != nil || total(g.started) != 10 {
		t.Errorf("%d steps were taken, want ten; %v", total(g.started), err)
	}
}
