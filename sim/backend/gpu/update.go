package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
)

// updateProgram takes the step of a rule with the gradients in memory.
func updateProgram(d *Device, n *layout.Network, m *memory, p backend.Problem, r layout.Rule) (*device.Program, error) {
	a := newAssembler(d)
	quads, uniform := n.UpdateQuads(), n.UpdateUniform(p.Batch, n.Examples(p.Data.Train))
	if r.Clip {
		a.shrinkage(n, m)
	}
	a.add(shaders.Advance, shaders.Options{}, 1, 1, uniform, m.grads, m.status)
	a.add(shaders.Update, r.Options(), quads, 1, uniform, m.params, m.grads, m.blocks, m.rates, m.status, m.moments, m.norm)
	if r.Equalise {
		a.weightTotals(n, m, shaders.Options{})
		a.add(shaders.Equalised, shaders.Options{}, quads, 1, uniform, m.params, m.grads, m.blocks, m.status, m.totals)
	}
	return a.Program()
}

// shrinkage adds what finds out how much clipping leaves of the gradient.
func (a *assembler) shrinkage(n *layout.Network, m *memory) {
	a.add(shaders.NormSums, shaders.Options{}, shaders.ClipSums, 1, n.UpdateUniform(0, 0), m.params, m.grads, m.blocks, m.rates, m.norm)
	a.add(shaders.Shrinkage, shaders.Options{}, 1, 1, nil, m.rates, m.norm)
}

// replan makes the programs for the rule that h asks for, unless they are
// there.
func (b *Backend) replan(h backend.Hyper) (err error) {
	r, err := layout.RuleOf(h)
	if err != nil || (b.stats != nil && r == b.rule) {
		return err
	}
	if err := b.flush(); err != nil { // steps by the old rule
		return err
	}
	b.leave()
	b.d.dev.Settle()
	b.releasePlan()
	if err := b.mem.remember(b.net, r.Moments()); err != nil {
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

func (b *Backend) newPlan(r layout.Rule) (plan, error) {
	if b.follows == "fused" {
		return newFused(b.net, b.mem, b.problem, r, 1, b.net.SoleAct())
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
