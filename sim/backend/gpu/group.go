package gpu

import (
	"fmt"
	"slices"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
)

// group is the backends of a device that one dispatch can train together, a
// workgroup each: they follow the fused plan, and shape, data, minibatches and
// rule are the same. What it is for are lanes, which differ in an activation, in
// rates or in their first parameters.
//
// A backend that is told to train waits for the others, but not for one that has
// stopped. The numbers that steps change are copied to where
// the dispatch finds those of all, and back behind it, so that whatever else
// looks at a network need not know of the others.
//
// All backends of a group are used by one goroutine: those that train by the session's,
// those of a trial by the one that tries them out.
type group struct {
	d       *Device
	key     string
	members []*Backend

	bound []*Backend // the members that the rest is made for
	mem   memory
	plan  *fused
	moves []move
	pace  device.Pace
}

// move is a copy to the group's memory, and back if steps change what it holds.
type move struct {
	own, shared    *device.Buffer
	at, to, floats int
	back           bool
}

// groupKey is the same for backends that can train together. A kernel that looks up
// the activation is twice as slow where the GPU is software, which gains little
// by more workgroups, and takes it seconds to compile.
func (b *Backend) groupKey() string {
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
	key := b.groupKey()
	if b.d.groups == nil {
		b.d.groups = map[string]*group{}
	}
	g := b.d.groups[key]
	if g == nil {
		g = &group{d: b.d, key: key, mem: memory{d: b.d}}
		g.pace.Bind(b.d.dev, g.take)
		b.d.groups[key] = g
	}
	g.members = append(g.members, b)
	b.group = g
}

// leave is the opposite of join; what the backend still owes is dropped.
func (b *Backend) leave() {
	g := b.group
	if g == nil {
		return
	}
	b.group, b.owed, b.asked = nil, 0, 0
	g.unbind() // memory of b is bound there
	g.members = slices.DeleteFunc(g.members, func(m *Backend) bool { return m == b })
	if len(g.members) > 0 {
		return
	}
	g.pace.Release()
	g.d.mu.Lock()
	defer g.d.mu.Unlock()
	delete(g.d.groups, g.key)
}

// train notes steps of b, and takes what all owe. A member that has not been asked for
// anything while b was asked twice is not waited for.
func (g *group) train(b *Backend, steps int) error {
	if err := g.d.dev.Err(); err != nil || steps <= 0 {
		return err
	}
	b.owed += steps
	b.asked++
	if owing := g.owing(); len(owing) == len(g.members) || b.asked > 1 {
		return g.advance(owing)
	}
	return nil
}

func (g *group) owing() (list []*Backend) {
	for _, m := range g.members {
		if m.owed > 0 {
			list = append(list, m)
		}
	}
	return list
}

// flush takes all steps that are owed: together if those who owe any have trained
// together before, and what one owes more than another by itself.
func (g *group) flush() error {
	owing := g.owing()
	if len(owing) == len(g.members) || slices.Equal(owing, g.bound) {
		if err := g.advance(owing); err != nil {
			return err
		}
	}
	for _, m := range g.owing() {
		if err := g.advance([]*Backend{m}); err != nil {
			return err
		}
	}
	return g.pace.Flush()
}

// advance takes as many steps with each as the one that owes least. On an error
// the device is gone, and nothing is owed any more.
func (g *group) advance(owing []*Backend) (err error) {
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
		err = g.trainAlone(owing[0], steps)
	} else {
		err = g.trainTogether(owing, steps)
	}
	if err != nil {
		for _, m := range g.members {
			m.owed, m.asked = 0, 0
		}
	}
	return err
}

// trainAlone takes steps with one member, after those that are still to be taken
// with the others.
func (g *group) trainAlone(b *Backend, steps int) error {
	if err := g.pace.Flush(); err != nil {
		return err
	}
	return b.pace.Train(steps)
}

// trainTogether takes steps with several members, after those that are still to be
// taken with any by itself.
func (g *group) trainTogether(members []*Backend, steps int) error {
	if err := g.bind(members); err != nil {
		return err
	}
	for _, b := range members {
		if err := b.pace.Flush(); err != nil {
			return err
		}
	}
	return g.pace.Train(steps)
}

func (g *group) drain() error {
	if err := g.flush(); err != nil {
		return err
	}
	return g.pace.Drain()
}

// bind makes the memory and the programs for some members.
func (g *group) bind(members []*Backend) (err error) {
	if slices.Equal(members, g.bound) {
		return nil
	}
	g.unbind()
	first := members[0]
	n, p := first.net, first.problem
	g.room(members)
	if g.mem.err != nil {
		err := g.mem.err
		g.unbind()
		return err
	}
	if g.plan, err = newFused(n, &g.mem, p, first.rule, len(members), commonAct(members)); err != nil {
		g.unbind()
		return err
	}
	g.bound = members
	return nil
}

// room makes the buffers for some members, and lists what moves there.
func (g *group) room(members []*Backend) {
	first, m, lanes := members[0], &g.mem, len(members)
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
	m.scratch = m.floats("scratch", lanes*g.d.fusedShape(n, first.problem.Batch).Scratch())
	m.trainX, m.trainY = first.mem.trainX, first.mem.trainY
	for i, b := range members {
		g.moves = append(g.moves,
			move{b.mem.params, m.params, 0, i * n.Params, n.Params, true},
			move{b.mem.rates, m.rates, 0, i * rates, rates, false},
			move{b.mem.status, m.status, 0, i * statusWords, statusWords, true})
		for set := range sets {
			g.moves = append(g.moves, move{b.mem.moments, m.moments, set * n.Params, (set*lanes + i) * n.Params, n.Params, true})
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

func (g *group) unbind() {
	if g.bound == nil && len(g.mem.all) == 0 {
		return
	}
	g.pace.Drain() // an error means that the device is gone, and its memory with it
	g.d.dev.Settle()
	if g.plan != nil {
		g.plan.release()
	}
	g.mem.release()
	g.bound, g.plan, g.moves = nil, nil, nil
}

// take hands over steps of the pace, with two lists of commands: natively a buffer
// cannot be copied from and to by one.
func (g *group) take(n int, end func(device.Commands, *device.Buffer)) (fresh int, err error) {
	err = g.d.dev.Submit(func(c device.Commands) error {
		passed := g.passedOn()
		if len(passed) > 0 {
			n--
			if err := c.Run(passed...); err != nil {
				return err
			}
		}
		g.gather(c)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, g.d.dev.Submit(func(c device.Commands) error {
		if n > 0 {
			if err := g.plan.record(c, n); err != nil {
				return err
			}
			g.scatter(c)
		}
		end(c, g.mem.status)
		return nil
	})
}

func (g *group) gather(c device.Commands) {
	for _, m := range g.moves {
		c.Copy(m.own, m.at, m.shared, m.to, m.floats)
	}
}

func (g *group) scatter(c device.Commands) {
	for _, m := range g.moves {
		if m.back {
			c.Copy(m.shared, m.to, m.own, m.at, m.floats)
		}
	}
}

// passedOn returns the programs of the first step where all have been looked at
// since the step before: see Backend.take. Otherwise they take it together.
func (g *group) passedOn() (list []*device.Program) {
	all := true
	for _, b := range g.bound {
		all = all && b.passed
		list = append(list, b.update)
		b.passed = false
	}
	if !all {
		return nil
	}
	return list
}
