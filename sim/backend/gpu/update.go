package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
)

// updateProgram takes the step of a rule with the gradients in memory.
func updateProgram(d *Device, n *network, m *memory, p backend.Problem, r rule) (*device.Program, error) {
	a := newAssembler(d)
	quads, uniform := n.updateQuads(), n.updateUniform(p.Batch, n.examples(p.Data.Train))
	if r.clip {
		a.shrinkage(n, m)
	}
	a.add(shaders.Advance, shaders.Options{}, 1, 1, uniform, m.grads, m.status)
	a.add(shaders.Update, r.options(), quads, 1, uniform, m.params, m.grads, m.blocks, m.rates, m.status, m.moments, m.norm)
	if r.equalise {
		a.weightTotals(n, m, shaders.Options{})
		a.add(shaders.Equalised, shaders.Options{}, quads, 1, uniform, m.params, m.grads, m.blocks, m.status, m.totals)
	}
	return a.Program()
}

// shrinkage adds what finds out how much clipping leaves of the gradient.
func (a *assembler) shrinkage(n *network, m *memory) {
	a.add(shaders.NormSums, shaders.Options{}, shaders.ClipSums, 1, n.updateUniform(0, 0), m.params, m.grads, m.blocks, m.rates, m.norm)
	a.add(shaders.Shrinkage, shaders.Options{}, 1, 1, nil, m.rates, m.norm)
}

// replan makes the programs for the rule that h asks for, unless they are
// there.
func (b *Backend) replan(h backend.Hyper) (err error) {
	r, err := ruleOf(h)
	if err != nil || (b.stats != nil && r == b.rule) {
		return err
	}
	if err := b.flush(); err != nil { // steps by the old rule
		return err
	}
	b.leave()
	b.d.dev.Settle()
	b.releasePlan()
	if err := b.mem.remember(b.net, r.moments()); err != nil {
		return err
	}
	b.rule = r
	if b.update, err = updateProgram(b.d, b.net, b.mem, b.problem, r); err != nil {
		return err
	}
	if b.plan, err = b.newPlan(r); err != nil {
		return err
	}
	if b.joins() {
		b.join()
	}
	b.stats, err = statsProgram(b.d, b.net, b.mem, b.problem.Batch, r)
	return err
}

func (b *Backend) newPlan(r rule) (plan, error) {
	if b.follows == "fused" {
		return newFused(b.net, b.mem, b.problem, r, 1, b.net.soleAct())
	}
	return &tiled{b.pass, b.update}, nil
}

func (b *Backend) releasePlan() {
	if b.plan != nil {
		b.plan.release()
		b.plan = nil
	}
	for _, p := range []**device.Program{&b.update, &b.stats} {
		if *p != nil {
			(*p).Release()
			*p = nil
		}
	}
}
