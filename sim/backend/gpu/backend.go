package gpu

import (
	"errors"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
)

// Backend trains one network on a Device. It implements backend.Backend.
type Backend struct {
	d     *Device
	only  string // the plan to follow, whatever the network; for tests
	alone bool   // it joins no others
	trial *trial // it joins only others of this one; nil for a backend that trains
	// products are those that it may use; nil for all of the device's. For self-tests.
	products []shaders.Products

	problem backend.Problem
	net     *layout.Network
	mem     *memory

	pass, stats *device.Program
	update      *device.Program // the step with the gradients in memory
	passed      bool            // those of the next step are in memory
	follows     string          // name of the plan
	plan        plan
	rule        layout.Rule // that the plan is made for
	extras      extras      // programs of observations, made when first wanted

	hyper    []float32 // what the GPU has in its rate buffer
	memories int       // sets of optimiser's moments that steps have used
	owed     int       // steps that wait for others
	asked    int       // how often Train was called for them
	group    *group    // backends that may train by the same dispatches
	pace     device.Pace
	readouts [2]readout // in flight at most so many observations
}

var errNotReset = errors.New("the GPU backend has no network yet; Reset comes first")

// Info implements backend.Backend.
func (b *Backend) Info() backend.Info { return b.d.Info() }

// Reset implements backend.Backend. All buffers that training needs are made here, and
// the whole data set goes to the GPU.
func (b *Backend) Reset(p backend.Problem) (err error) {
	defer rescue(&err)
	if err := b.d.dev.Err(); err != nil {
		return err
	}
	b.free()
	net, err := layout.New(p.Spec)
	if err != nil {
		return err
	}
	if err := net.Check(p); err != nil {
		return err
	}
	if err := b.build(net, p); err != nil {
		b.free()
		return err
	}
	return nil
}

func (b *Backend) build(net *layout.Network, p backend.Problem) (err error) {
	if b.follows, err = b.whichPlan(net, p); err != nil {
		return err
	}
	net.Products = b.products
	b.problem, b.net = p, net
	b.pace.Bind(b.d.dev, b.take)
	b.problem.State = backend.State{} // the caller's; the GPU has its own now
	if b.mem, err = newMemory(b.d, net, p); err != nil {
		return err
	}
	if b.pass, err = b.newPass(p); err != nil {
		return err
	}
	if b.memories, err = b.mem.memories(net, p.State); err != nil {
		return err
	}
	return nil
}

func (b *Backend) newPass(p backend.Problem) (*device.Program, error) {
	if b.follows == "tiled" {
		return passProgram(b.d, b.net, b.mem, p)
	}
	if err := b.mem.fuse(b.net, p); err != nil {
		return nil, err
	}
	return fusedPass(b.d, b.net, b.mem, p)
}

// whichPlan names the plan to follow. Only a network that the fused kernel can
// train can be made to.
func (b *Backend) whichPlan(net *layout.Network, p backend.Problem) (string, error) {
	if b.only == "tiled" || b.only == "fused" && b.d.fuses(net, p.Batch) {
		return b.only, nil
	}
	return b.d.choosePlan(net, p)
}

// Train implements backend.Backend: it hands the steps to the GPU and returns
// while the last of them still run.
func (b *Backend) Train(steps int, h backend.Hyper) (err error) {
	defer rescue(&err)
	if b.mem == nil {
		return errNotReset
	}
	if err := b.setHyper(h); err != nil {
		return err
	}
	if steps > 0 {
		b.memories = max(b.memories, b.rule.Moments())
	}
	if b.group != nil {
		return b.group.train(b, steps)
	}
	return b.pace.Train(steps)
}

// take hands over steps of the pace. The first step takes the gradients that an observation
// has left, if there was one since the step before: for a large network that is
// most of what the look has cost.
func (b *Backend) take(n int, end func(device.Commands, *device.Buffer)) (fresh int, err error) {
	err = b.d.dev.Submit(func(c device.Commands) error {
		if b.passed {
			b.passed = false
			n--
			if err := c.Run(b.update); err != nil {
				return err
			}
		}
		if n > 0 {
			if err := b.plan.record(c, n); err != nil {
				return err
			}
		}
		end(c, b.mem.status)
		return nil
	})
	return n, err
}

// setHyper writes the rates if they have changed, and makes other programs if
// the rule has. The queue keeps the order:
// steps handed over before are taken with the old ones.
func (b *Backend) setHyper(h backend.Hyper) error {
	if err := b.replan(h); err != nil {
		return err
	}
	rates := b.net.Rates(h)
	if equal(rates, b.hyper) {
		return nil
	}
	// Natively a write does not wait for the steps before it.
	if err := b.drain(); err != nil {
		return err
	}
	if err := b.d.dev.Write(b.mem.rates, 0, device.Bytes(rates)); err != nil {
		return err
	}
	b.hyper = rates
	return nil
}

// Finish implements backend.Finisher.
func (b *Backend) Finish() (err error) {
	defer rescue(&err)
	if b.mem == nil {
		return errNotReset
	}
	return b.drain()
}

// flush hands over the steps that were asked for.
func (b *Backend) flush() error {
	if b.group != nil {
		if err := b.group.flush(); err != nil {
			return err
		}
	}
	return b.pace.Flush()
}

// drain waits for the steps that were asked for.
func (b *Backend) drain() error {
	if b.group != nil {
		if err := b.group.drain(); err != nil {
			return err
		}
	}
	return b.pace.Drain()
}

func equal(a, b []float32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Close implements backend.Backend.
func (b *Backend) Close() {
	var err error
	defer rescue(&err) // a lost device throws at everything, and has freed all
	b.free()
}

func (b *Backend) free() {
	b.leave()
	b.pace.Release()
	b.d.dev.Settle()
	for i := range b.readouts {
		b.readouts[i].Release()
	}
	b.extras.d = b.d
	b.extras.release()
	b.releasePlan()
	if b.pass != nil {
		b.pass.Release()
		b.pass = nil
	}
	if b.mem != nil {
		b.mem.release()
	}
	b.mem, b.net, b.hyper, b.memories, b.passed = nil, nil, nil, 0, false
}
