package gpu

import (
	"errors"

	"backflow/sim"
)

// Backend trains one network on a Device. It implements sim.Backend.
type Backend struct {
	d       *Device
	problem sim.Problem
	net     *network
	mem     *memory

	pass, update, stats *program
	looks               looks // programs of observations, made when first wanted

	hyper    []float32 // what the GPU has in its rate buffer
	pace     pace
	readouts [2]readout // in flight at most so many observations
}

var errNotReset = errors.New("the GPU backend has no network yet; Reset comes first")

// Info implements sim.Backend.
func (b *Backend) Info() sim.Info { return b.d.Info() }

// Reset implements sim.Backend. All buffers and pipelines that training needs
// are made here, and the whole data set goes to the GPU.
func (b *Backend) Reset(p sim.Problem) (err error) {
	defer rescue(&err)
	if err := b.d.usable(); err != nil {
		return err
	}
	b.free()
	net, err := newNetwork(p.Spec)
	if err != nil {
		return err
	}
	if err := net.check(p); err != nil {
		return err
	}
	if err := b.build(net, p); err != nil {
		b.free()
		return err
	}
	return nil
}

func (b *Backend) build(net *network, p sim.Problem) (err error) {
	b.problem, b.net = p, net
	b.problem.State = sim.State{} // the caller's; the GPU has its own now
	if b.mem, err = newMemory(b.d, net, p); err != nil {
		return err
	}
	if b.pass, err = passProgram(b.d, net, b.mem, p); err != nil {
		return err
	}
	if b.update, err = updateProgram(b.d, net, b.mem, p); err != nil {
		return err
	}
	b.stats, err = statsProgram(b.d, net, b.mem, p.Batch)
	return err
}

// Train implements sim.Backend: it hands the steps to the GPU and returns
// while the last of them still run.
func (b *Backend) Train(steps int, h sim.Hyper) (err error) {
	defer rescue(&err)
	if b.mem == nil {
		return errNotReset
	}
	if err := b.setHyper(h); err != nil {
		return err
	}
	return b.pace.train(b, steps)
}

// setHyper writes the rates if they have changed. The queue keeps the order:
// steps handed over before are taken with the old ones.
func (b *Backend) setHyper(h sim.Hyper) error {
	rates, err := b.net.rates(h)
	if err != nil {
		return err
	}
	if equal(rates, b.hyper) {
		return nil
	}
	if err := b.d.dev.Queue().WriteBuffer(b.mem.rates, 0, asBytes(rates)); err != nil {
		return err
	}
	b.hyper = rates
	return nil
}

// rates is the rate buffer of update.wgsl: the decay, then a rate a layer.
func (n *network) rates(h sim.Hyper) ([]float32, error) {
	switch {
	case h.Optimiser != sim.SGD && h.Optimiser != "":
		return nil, unsupported("with the optimiser %q", h.Optimiser)
	case h.Clip > 0:
		return nil, unsupported("with gradient clipping")
	case h.Equalise:
		return nil, unsupported("with equalised layer rates")
	}
	rates := []float32{float32(h.Decay)}
	for i := range len(n.homes) / 2 {
		rates = append(rates, float32(h.LR*layerFactor(h, i)))
	}
	return rates, nil
}

func layerFactor(h sim.Hyper, layer int) float64 {
	if layer < len(h.LayerLR) {
		return h.LayerLR[layer]
	}
	return 1
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

// Close implements sim.Backend.
func (b *Backend) Close() {
	var err error
	defer rescue(&err) // a lost device throws at everything, and has freed all
	b.free()
}

func (b *Backend) free() {
	b.pace.release(b.d)
	b.d.settle()
	for i := range b.readouts {
		b.readouts[i].release(b.d)
	}
	b.looks.release()
	for _, p := range []**program{&b.pass, &b.update, &b.stats} {
		if *p != nil {
			(*p).release()
			*p = nil
		}
	}
	if b.mem != nil {
		b.mem.release()
	}
	b.mem, b.net, b.hyper = nil, nil, nil
}
