package device

import "time"

// Pace hands steps to the GPU in portions: large enough that the hand-over
// costs little, small enough that a slow adapter is back within a frame, and
// never more than two portions ahead of it. A GPU's queue takes whatever it is
// given, so that without this a page would fill it with minutes of work.
//
// Who asks for less than a portion while the GPU is busy waits for more to come:
// a browser takes a while to say that a portion is done, and where that while is
// long, single steps would be all that it ever hears of.
//
// Each portion ends in a copy of the status into a buffer that is then mapped:
// the map is done when the portion is. What it holds is not read.
type Pace struct {
	queue  portions
	now    func() time.Time
	marks  [marks]mark
	next   int
	owed   int           // steps that wait for more
	steps  int           // a portion
	times  line          // of portions, by the steps under way
	handed int           // portions handed over so far
	step   time.Duration // what a step takes
	looked bool          // something else stands before the next portion
}

// Take hands over n steps, calls end with the last commands and with a buffer that
// the steps have written, and returns how many of them say how long the next ones
// will take.
type Take func(n int, end func(c Commands, written *Buffer)) (fresh int, err error)

// Bind says which device runs the steps, and who hands them over. A pace that is not
// bound owes nothing, and there is nothing to wait for.
func (p *Pace) Bind(d *Device, t Take) { p.bind(&ending{d: d, take: t}, time.Now) }

func (p *Pace) bind(q portions, now func() time.Time) { p.queue, p.now = q, now }

// portions is what a pace hands its steps to: a device, or a test's own.
type portions interface {
	// poll lets tickets find out what is done.
	poll()
	// start hands over n steps in one of the places for portions under way, and returns how
	// many of them say how long the next ones will take. With an error the ticket may be nil.
	start(place, n int) (done ticket, fresh int, err error)
	// release frees what the places hold; nothing is under way.
	release()
}

// ticket stands for a portion that was handed over.
type ticket interface {
	ready() bool
	wait() error
}

// marks is how many portions may be under way. Two keep a GPU busy that
// answers at once; the third bridges the time that a browser takes to say so.
const marks = 3

// portionTime is how long a portion should take: half a frame.
const portionTime = 8 * time.Millisecond

// mostSteps is more than any portion needs, and fewer than a kernel can count.
const mostSteps = 1 << 16

// mark is the end of a portion.
type mark struct {
	pending ticket // nil where none is under way
	number  int    // of the portion, counted from 1
	steps   int
	ahead   int           // steps under way when it was handed over, with its own
	fresh   int           // of its steps, those of the usual length; 0 if an observation stands before them
	since   time.Time     // of the hand-over
	record  time.Duration // what recording took
}

// Train takes steps, and waits whenever the GPU is too far behind.
func (p *Pace) Train(steps int) error {
	p.owed += steps
	if steps < p.steps && p.owed < p.steps {
		if busy, err := p.busy(); busy || err != nil {
			return err
		}
	}
	return p.Flush()
}

// busy reports whether the GPU is still at work on a portion, and lets p learn
// from those that are done.
func (p *Pace) busy() (bool, error) {
	p.queue.poll()
	for i := range marks {
		m := &p.marks[(p.next+i)%marks] // oldest first
		if m.pending == nil {
			continue
		}
		if !m.pending.ready() {
			return true, nil
		}
		if err := p.finish(m); err != nil {
			return false, err
		}
	}
	return false, nil
}

// Flush hands over the steps that are owed.
func (p *Pace) Flush() error {
	for p.owed > 0 {
		if _, err := p.busy(); err != nil { // learns
			return err
		}
		place := p.next % marks
		m := &p.marks[place]
		p.next++
		if err := p.finish(m); err != nil {
			return err
		}
		m.steps = min(p.owed, max(p.steps, 1))
		p.owed -= m.steps
		m.ahead = p.underWay() + m.steps
		p.handed++
		m.number = p.handed
		if err := p.start(m, place); err != nil {
			return err
		}
		if p.looked {
			m.fresh, p.looked = 0, false
		}
	}
	return nil
}

// Interrupt says that something else is handed over before the next portion, whose
// time then says nothing of steps, and returns the number of that portion: see
// FinishBefore.
func (p *Pace) Interrupt() (next int) {
	p.looked = true
	return p.handed + 1
}

// Portion is how many steps the next portion takes, 0 before any is known.
func (p *Pace) Portion() int { return p.steps }

// SetPortion sets it; times that are then learnt change it again.
func (p *Pace) SetPortion(steps int) { p.steps = steps }

// StepTime is about what a step takes, 0 before any is known.
func (p *Pace) StepTime() time.Duration { return p.step }

// underWay is how many steps the GPU is still at.
func (p *Pace) underWay() (steps int) {
	for i := range p.marks {
		if p.marks[i].pending != nil {
			steps += p.marks[i].steps
		}
	}
	return steps
}

// start hands over a portion.
func (p *Pace) start(m *mark, place int) (err error) {
	began := p.now()
	if m.pending, m.fresh, err = p.queue.start(place, m.steps); err != nil {
		return err
	}
	m.since = p.now()
	m.record = m.since.Sub(began)
	return nil
}

// FinishBefore waits for the portions before the one of number n.
func (p *Pace) FinishBefore(n int) error {
	for i := range marks {
		if m := &p.marks[(p.next+i)%marks]; m.number < n { // oldest first
			if err := p.finish(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish waits for a portion and learns from the time it took.
func (p *Pace) finish(m *mark) error {
	if m.pending == nil {
		return nil
	}
	pending := m.pending
	m.pending = nil
	if err := pending.wait(); err != nil {
		return err
	}
	if m.fresh > 0 {
		p.learn(m, p.now().Sub(m.since))
	}
	return nil
}

// learn sets the size of the next portion. The time that one took since it was
// handed over is that of the steps under way, its own among them, and that of the
// way to the GPU and back, which must not make portions small: on a page whose
// picture is drawn by the same device it may be fifty times that of a step. Steps
// cost what more of them under way cost more, and as long as that is lost in
// noise, portions grow until it no longer is.
func (p *Pace) learn(m *mark, took time.Duration) {
	p.times.add(float64(m.ahead), float64(took))
	slope, off := p.times.slope()
	p.step = time.Duration(max(slope, 0))
	least := max(slope-2*off, float64(m.record)/float64(m.fresh), float64(time.Microsecond))
	wanted := int(float64(portionTime) / least)
	p.steps = min(max(wanted, m.fresh/2, 1), 2*m.fresh, mostSteps) // one measurement may be off
}

// Drain waits for all steps.
func (p *Pace) Drain() error {
	if err := p.Flush(); err != nil {
		return err
	}
	for range marks {
		if err := p.finish(&p.marks[p.next%marks]); err != nil {
			return err
		}
		p.next++
	}
	return nil
}

// Release waits for what is under way and frees what p has made. It can be used again.
func (p *Pace) Release() {
	p.owed = 0
	p.Drain() // an error means that the device is gone, and its memory with it
	if p.queue != nil {
		p.queue.release()
	}
	*p = Pace{queue: p.queue, now: p.now}
}
