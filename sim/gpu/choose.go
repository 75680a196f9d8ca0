package gpu

import (
	"fmt"
	"time"

	"backflow/sim"
	"backflow/sim/nn"
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
func (d *Device) fuses(n *network, batch int) bool {
	return n.chained() && d.fusedShape(n, batch).iterations(n, rule{}) <= mostIterations
}

func (n *network) chained() bool {
	for i, s := range n.stages {
		if s.from != i || (s.kind != nn.KindDense && s.kind != nn.KindAct) {
			return false
		}
	}
	return !n.noisy
}

// choosePlan names the plan that trains the network of p fastest. What it takes
// a measurement to know is measured once for every shape.
func (d *Device) choosePlan(n *network, p sim.Problem) (string, error) {
	switch {
	case !d.fuses(n, p.Batch) || n.params > surelyTiled:
		return "tiled", nil
	case n.params <= surelyFused:
		return "fused", nil
	}
	key := n.shapeKey(p.Batch)
	if plan := d.knownPlan(key); plan != "" {
		return plan, nil
	}
	fused, err := d.timePlan("fused", p)
	if err != nil {
		return "", err
	}
	tiled, err := d.timePlan("tiled", p)
	if err != nil {
		return "", err
	}
	plan := "fused"
	if tiled < fused {
		plan = "tiled"
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

// shapeKey says what a plan's speed depends on.
func (n *network) shapeKey(batch int) string {
	key := fmt.Sprint(batch, n.inputs)
	for _, s := range n.stages {
		key += fmt.Sprint(" ", s.kind, s.out.Size())
	}
	return key
}

// timePlan is how long a step of a plan takes, on a network of its own that is
// then thrown away.
func (d *Device) timePlan(plan string, p sim.Problem) (step time.Duration, err error) {
	b := &Backend{d: d, only: plan, alone: true}
	defer b.Close()
	if err := b.Reset(p); err != nil {
		return 0, err
	}
	if _, err := b.timeSteps(1); err != nil { // compiles
		return 0, err
	}
	return sim.StepTime(b.timeSteps, mostToTime)
}

// timeSteps is how long n steps take until they are done.
func (b *Backend) timeSteps(n int) (time.Duration, error) {
	b.pace.steps = n // in one portion
	began := time.Now()
	if err := b.Train(n, sim.Hyper{Optimiser: sim.SGD}); err != nil {
		return 0, err
	}
	err := b.pace.drain(b.d)
	return time.Since(began), err
}
