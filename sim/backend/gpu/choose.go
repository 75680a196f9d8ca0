package gpu

import (
	"math"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/backend/optim"
)

// Between these numbers of parameters it takes a measurement to tell which plan
// is faster: a dispatch a layer costs much beside a small layer, and one
// workgroup is slow with a large one, but how much and how slow depends on the
// adapter.
const (
	surelyFused = 1 << 12
	surelyTiled = 1 << 18
	// mostToTime bounds the steps of one measurement: llvmpipe ends a shader's
	// loop after some 65 000 turns, so that more steps would take no longer.
	mostToTime = 1024
)

// fuses reports whether the fused kernel can train the network: dense layers
// and activations, one behind the other, and not too much of them.
func (d *Device) fuses(n *layout.Network, batch int) bool {
	return n.Chained() && d.fusedShape(n, batch).Iterations(n, layout.Rule{}) <= layout.MostIterations
}

// choosePlan names the plan that trains the network of p fastest. What it takes
// a measurement to know is measured once for every shape.
func (d *Device) choosePlan(n *layout.Network, p backend.Problem) (string, error) {
	switch {
	case !d.fuses(n, p.Batch) || n.Params > surelyTiled:
		return "tiled", nil
	case n.Params <= surelyFused:
		return "fused", nil
	}
	key := n.ShapeKey(p.Batch)
	if plan := d.knownPlan(key); plan != "" {
		return plan, nil
	}
	plan, err := d.fasterPlan(p)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.plans[key] = plan
	return plan, nil
}

func (d *Device) knownPlan(key string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.plans == nil {
		d.plans = map[string]string{}
	}
	return d.plans[key]
}

// fasterPlan times both plans on networks of their own that are then thrown away.
func (d *Device) fasterPlan(p backend.Problem) (plan string, err error) {
	var tried []backend.Trial
	for _, plan := range []string{"fused", "tiled"} {
		b := &Backend{d: d, only: plan, alone: true}
		defer b.Close()
		if err := b.Reset(p); err != nil {
			return "", err
		}
		tried = append(tried, backend.Trial{Backend: b, Hyper: timingHyper})
	}
	if err := d.Prepare(tried); err != nil {
		return "", err
	}
	best := time.Duration(math.MaxInt64)
	for _, t := range tried {
		b := t.Backend.(*Backend)
		if _, err := b.timeSteps(1); err != nil { // the first of all is slower
			return "", err
		}
		step, err := backend.StepTime(b.timeSteps, mostToTime)
		if err != nil {
			return "", err
		}
		if step < best {
			plan, best = b.only, step
		}
	}
	return plan, nil
}

// timingHyper is what plans are timed with.
var timingHyper = backend.Hyper{Optimiser: optim.SGD}

// timeSteps is how long n steps take until they are done.
func (b *Backend) timeSteps(n int) (time.Duration, error) {
	b.pace.SetPortion(n) // in one
	began := time.Now()
	if err := b.Train(n, timingHyper); err != nil {
		return 0, err
	}
	err := b.pace.Drain()
	return time.Since(began), err
}
