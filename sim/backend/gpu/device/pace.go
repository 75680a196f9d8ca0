package device

import (
	"time"

	"github.com/gogpu/wgpu"
)

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
	d      *Device
	take   take
	marks  [marks]mark
	next   int
	owed   int           // steps that wait for more
	steps  int           // a portion
	times  line          // of portions, by the steps under way
	handed int           // portions handed over so far
	step   time.Duration // what a step takes
	looked bool          // something else stands before the next portion
}

// take hands over n steps, calls end with the last commands and with a buffer that
// the steps have written, and returns how many of them say how long the next ones
// will take.
type take func(n int, end func(c Commands, written *Buffer)) (fresh int, err error)

// Bind says which device runs the steps, and who hands them over. A pace that is not
// bound owes nothing, and there is nothing to wait for.
func (p *Pace) Bind(d *Device, t take) { p.d, p.take = d, t }

// marks is how many portions may be under way. Two keep a GPU busy that
// answers at once; the third bridges the time that a browser takes to say so.
const marks = 3

// portionTime is how long a portion should take: half a frame.
const portionTime = 8 * time.Millisecond

// mostSteps is more than any portion needs, and fewer than a kernel can count.
const mostSteps = 1 << 16

// mark is the end of a portion.
type mark struct {
	buffer  *Buffer
	pending *wgpu.MapPending // nil where none is under way
	number  int              // of the portion, counted from 1
	steps   int
	ahead   int           // steps under way when it was handed over, with its own
	fresh   int           // of its steps, those of the usual length; 0 if an observation stands before them
	since   time.Time     // of the hand-over
	record  time.Duration // what recording took
}

const markSize = 16

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
	p.d.poll(wgpu.PollPoll)
	for i := range marks {
		m := &p.marks[(p.next+i)%marks] // oldest first
		if m.pending == nil {
			continue
		}
		if ready, _ := m.pending.Status(); !ready {
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
		m := &p.marks[p.next%marks]
		p.next++
		if err := p.finish(m); err != nil {
			return err
		}
		m.steps = min(p.owed, max(p.steps, 1))
		p.owed -= m.steps
		m.ahead = p.underWay() + m.steps
		p.handed++
		m.number = p.handed
		if err := m.start(p.d, p.take); err != nil {
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
// finishBefore.
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

// start submits a portion.
func (m *mark) start(d *Device, t take) (err error) {
	if m.buffer == nil {
		if m.buffer, err = d.makeBuffer("mark", markSize, staging); err != nil {
			return err
		}
	}
	began := time.Now()
	m.fresh, err = t(m.steps, func(c Commands, written *Buffer) { c.Copy(written, 0, m.buffer, 0, markSize/4) })
	if err != nil {
		return err
	}
	m.since = time.Now()
	m.record = m.since.Sub(began)
	m.pending, err = m.buffer.MapAsync(wgpu.MapModeRead, 0, markSize)
	return d.explain(err)
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
	if err := p.d.awaitMap(pending); err != nil {
		return err
	}
	if err := m.buffer.Unmap(); err != nil {
		return err
	}
	if m.fresh > 0 {
		p.learn(m, time.Since(m.since))
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
	for i := range p.marks {
		p.d.Free(p.marks[i].buffer)
	}
	*p = Pace{d: p.d, take: p.take}
}
