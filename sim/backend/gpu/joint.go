package gpu

import (
	"fmt"
	"slices"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
)

// joint is the backends of a device that one dispatch can train together, a
// workgroup each: they follow the fused plan, and shape, data, minibatches and
// rule are the same. What it is for are lanes, which differ in an activation, in
// rates or in their first parameters.
//
// A backend that is told to train waits for the others, but not for one that has
// stopped. The numbers that steps change are copied to where
// the dispatch finds those of all, and back behind it, so that whatever else
// looks at a network need not know of the others.
//
// All backends of a joint are used by one goroutine: those that train by the session's,
// those of a trial by whoever tries them out.
type joint struct {
	d       *Device
	key     string
	members []*Backend

	seated []*Backend // whom the rest is made for
	mem    memory
	plan   *fused
	moves  []move
	pace   device.Pace
}

// move is a copy to the joint's memory, and back if steps change what it holds.
type move struct {
	own, shared    *device.Buffer
	at, to, floats int
	back           bool
}

// kin is the same for backends that can train together. A kernel that looks up
// the activation is twice as slow where the GPU is a program, which gains little
// by more workgroups, and takes it seconds to compile.
func (b *Backend) kin() string {
	act := shaders.Mixed
	if b.d.inSoftware() {
		act = b.net.SoleAct()
	}
	return fmt.Sprintf("%p, %s, %d, %d, %p, %d, %v", b.trial, b.net.ShapeKey(b.problem.Batch), act, b.net.Loss, b.problem.Data, b.problem.Seed, b.rule)
}

// joins reports whether the backend may train together with others.
func (b *Backend) joins() bool { return b.follows == "fused" && !b.alone }

// join makes a backend one of those of its kind.
func (b *Backend) join() {
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	key := b.kin()
	if b.d.joints == nil {
		b.d.joints = map[string]*joint{}
	}
	j := b.d.joints[key]
	if j == nil {
		j = &joint{d: b.d, key: key, mem: memory{d: b.d}}
		j.pace.Bind(b.d.dev, j.take)
		b.d.joints[key] = j
	}
	j.members = append(j.members, b)
	b.joint = j
}

// leave is the opposite of join; what the backend still owes is dropped.
func (b *Backend) leave() {
	j := b.joint
	if j == nil {
		return
	}
	b.joint, b.owed, b.asked = nil, 0, 0
	j.unseat() // memory of b is bound there
	j.members = slices.DeleteFunc(j.members, func(m *Backend) bool { return m == b })
	if len(j.members) > 0 {
		return
	}
	j.pace.Release()
	j.d.mu.Lock()
	defer j.d.mu.Unlock()
	delete(j.d.joints, j.key)
}

// train notes steps of b, and takes what all owe. Whoever has not been asked for
// anything while b was asked twice is not waited for.
func (j *joint) train(b *Backend, steps int) error {
	if err := j.d.dev.Err(); err != nil || steps <= 0 {
		return err
	}
	b.owed += steps
	b.asked++
	if owing := j.owing(); len(owing) == len(j.members) || b.asked > 1 {
		return j.advance(owing)
	}
	return nil
}

func (j *joint) owing() (list []*Backend) {
	for _, m := range j.members {
		if m.owed > 0 {
			list = append(list, m)
		}
	}
	return list
}

// flush takes all steps that are owed: together if those who owe any have trained
// together before, and what one owes more than another by itself.
func (j *joint) flush() error {
	owing := j.owing()
	if len(owing) == len(j.members) || slices.Equal(owing, j.seated) {
		if err := j.advance(owing); err != nil {
			return err
		}
	}
	for _, m := range j.owing() {
		if err := j.advance([]*Backend{m}); err != nil {
			return err
		}
	}
	return j.pace.Flush()
}

// advance takes as many steps with each as the one that owes least. On an error
// the device is gone, and nothing is owed any more.
func (j *joint) advance(owing []*Backend) (err error) {
	if len(owing) == 0 {
		return nil
	}
	steps := owing[0].owed
	for _, m := range owing {
		steps = min(steps, m.owed)
	}
	for _, m := range owing {
		m.owed, m.asked = m.owed-steps, 0
	}
	if len(owing) == 1 {
		err = j.trainAlone(owing[0], steps)
	} else {
		err = j.trainTogether(owing, steps)
	}
	if err != nil {
		for _, m := range j.members {
			m.owed, m.asked = 0, 0
		}
	}
	return err
}

// trainAlone takes steps with one member, after those that are still to be taken
// with the others.
func (j *joint) trainAlone(b *Backend, steps int) error {
	if err := j.pace.Flush(); err != nil {
		return err
	}
	return b.pace.Train(steps)
}

// trainTogether takes steps with several members, after those that are still to be
// taken with any by itself.
func (j *joint) trainTogether(members []*Backend, steps int) error {
	if err := j.seat(members); err != nil {
		return err
	}
	for _, b := range members {
		if err := b.pace.Flush(); err != nil {
			return err
		}
	}
	return j.pace.Train(steps)
}

func (j *joint) drain() error {
	if err := j.flush(); err != nil {
		return err
	}
	return j.pace.Drain()
}

// seat makes the memory and the programs for some members.
func (j *joint) seat(members []*Backend) (err error) {
	if slices.Equal(members, j.seated) {
		return nil
	}
	j.unseat()
	first := members[0]
	n, p := first.net, first.problem
	j.room(members)
	if j.mem.err != nil {
		err := j.mem.err
		j.unseat()
		return err
	}
	if j.plan, err = newFused(n, &j.mem, p, first.rule, len(members), commonAct(members)); err != nil {
		j.unseat()
		return err
	}
	j.seated = members
	return nil
}

// room makes the buffers for some members, and lists what moves there.
func (j *joint) room(members []*Backend) {
	first, m, lanes := members[0], &j.mem, len(members)
	n, sets := first.net, first.rule.Moments()
	rates := shaders.Rates + len(n.Layers)
	var table []uint32
	for i, b := range members {
		table = append(table, b.net.StageTable(b.problem.Batch, i)...)
	}
	m.table = filled(m, "stage tables", append(table, n.ItemTable()...))
	m.params = m.floats("parameters", lanes*n.Params)
	m.moments = m.floats("optimisers' memory", max(4, lanes*sets*n.Params))
	m.rates = m.floats("learning rates", lanes*rates)
	m.status = m.floats("status", lanes*statusWords)
	m.scratch = m.floats("scratch", lanes*j.d.fusedShape(n, first.problem.Batch).Scratch())
	m.trainX, m.trainY = first.mem.trainX, first.mem.trainY
	for i, b := range members {
		j.moves = append(j.moves,
			move{b.mem.params, m.params, 0, i * n.Params, n.Params, true},
			move{b.mem.rates, m.rates, 0, i * rates, rates, false},
			move{b.mem.status, m.status, 0, i * statusWords, statusWords, true})
		for set := range sets {
			j.moves = append(j.moves, move{b.mem.moments, m.moments, set * n.Params, (set*lanes + i) * n.Params, n.Params, true})
		}
	}
}

// commonAct is the activation that the kernel is specialised for: see soleAct.
func commonAct(members []*Backend) int {
	act := members[0].net.SoleAct()
	for _, b := range members {
		if b.net.SoleAct() != act {
			return shaders.Mixed
		}
	}
	return act
}

func (j *joint) unseat() {
	if j.seated == nil && len(j.mem.all) == 0 {
		return
	}
	j.pace.Drain() // an error means that the device is gone, and its memory with it
	j.d.dev.Settle()
	if j.plan != nil {
		j.plan.release()
	}
	j.mem.release()
	j.seated, j.plan, j.moves = nil, nil, nil
}

// take hands over steps of the pace, with two lots of commands: natively a buffer
// cannot be copied from and to by one.
func (j *joint) take(n int, end func(device.Commands, *device.Buffer)) (fresh int, err error) {
	err = j.d.dev.Submit(func(c device.Commands) error {
		passed := j.passedOn()
		if len(passed) > 0 {
			n--
			if err := c.Run(passed...); err != nil {
				return err
			}
		}
		j.gather(c)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, j.d.dev.Submit(func(c device.Commands) error {
		if n > 0 {
			if err := j.plan.record(c, n); err != nil {
				return err
			}
			j.scatter(c)
		}
		end(c, j.mem.status)
		return nil
	})
}

func (j *joint) gather(c device.Commands) {
	for _, m := range j.moves {
		c.Copy(m.own, m.at, m.shared, m.to, m.floats)
	}
}

func (j *joint) scatter(c device.Commands) {
	for _, m := range j.moves {
		if m.back {
			c.Copy(m.shared, m.to, m.own, m.at, m.floats)
		}
	}
}

// passedOn returns the programs of the first step where all have been looked at
// since the step before: see Backend.take. Otherwise they take it together.
func (j *joint) passedOn() (list []*device.Program) {
	all := true
	for _, b := range j.seated {
		all = all && b.passed
		list = append(list, b.update)
		b.passed = false
	}
	if !all {
		return nil
	}
	return list
}
