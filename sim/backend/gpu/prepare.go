package gpu

import (
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
)

// Prepare implements backend.GPU.
func (d *Device) Prepare(trials []backend.Trial) (err error) {
	defer rescue(&err)
	needed, err := d.needed(trials)
	if err != nil {
		return err
	}
	return d.dev.Compile(needed)
}

// needed lists the kernels that trials train by.
func (d *Device) needed(trials []backend.Trial) (needed []*device.Kernel, err error) {
	together := map[string][]*Backend{} // by groupKey
	for _, t := range trials {
		b := t.Backend.(*Backend)
		if err := b.replan(t.Hyper); err != nil {
			return nil, err
		}
		if b.joins() {
			together[b.groupKey()] = append(together[b.groupKey()], b)
		} else {
			needed = append(needed, b.plan.kernels()...)
		}
	}
	for _, members := range together {
		k, err := d.trainer(members)
		if err != nil {
			return nil, err
		}
		needed = append(needed, k)
	}
	return needed, nil
}

// trainer is the kernel by which the backends of a group train.
func (d *Device) trainer(members []*Backend) (*device.Kernel, error) {
	n, p, r := members[0].net, members[0].problem, members[0].rule
	shape := d.fusedShape(n, p.Batch)
	return d.kernel(shape.Kernel, shape.Options(n, r, commonAct(members)))
}

// kernels lists all those that steps take, and observations that want the given.
func (b *Backend) kernels(h backend.Hyper, want backend.Want) ([]*device.Kernel, error) {
	if err := b.replan(h); err != nil {
		return nil, err
	}
	if err := b.extras.prepare(b, want); err != nil {
		return nil, err
	}
	observing := append([]*device.Program{b.pass, b.update, b.stats}, b.extras.programs()...)
	return append(b.plan.kernels(), device.KernelsOf(observing...)...), nil
}
