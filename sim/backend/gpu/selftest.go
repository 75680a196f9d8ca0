package gpu

import (
	"errors"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/selftest"
	"backflow/sim/text"
)

// SelfTest trains small networks on the device and on a trusted peer (the CPU
// backend) and compares outputs, losses, gradients, parameters, and what a
// viewer is shown of every layer. An error says in a sentence what differs: such
// a device must not be used. RBMs, which few want, are compared with the peer's
// before the first of them trains. If the device is lost meanwhile, so that nothing
// is known about it, the error is a *backend.LostError.
func SelfTest(d *Device, peer func() backend.Backend) error {
	err := d.selfTest(peer)
	var thrown *device.RefusedError
	if errors.As(err, &thrown) {
		d.dev.AwaitReason()
	}
	var lost *backend.LostError
	if err != nil && errors.As(d.dev.Err(), &lost) {
		return lost
	}
	return err
}

func (d *Device) selfTest(peer func() backend.Backend) (err error) {
	defer rescue(&err)
	tests := selfTests(d)
	if err := d.compileFor(tests); err != nil {
		return text.New("place.selfTest", "why", err)
	}
	for _, t := range tests {
		if err := selftest.Compare(t.backend(d), peer, t.problem); err != nil {
			return text.New(t.id, "why", err)
		}
	}
	d.trustRBMs(peer)
	return nil
}

// selfTest is one network of the self-test.
type selfTest struct {
	id       string // of the sentence that says that it failed
	plan     string
	problem  backend.Problem
	products []shaders.Products // that the device may use
}

// selfTests are a network for each plan that between them use every kind of kernel
// a first visit needs, with sizes that leave a rest in every tile, and for chips one
// of images, and one for every size of products of which networks as small as these
// see nothing.
func selfTests(d *Device) []selfTest {
	small := selftest.Dense(2, 2, "tanh")
	all := d.matmul.Sets
	tests := []selfTest{
		{"place.selfTest", "tiled", selftest.Dense(7, 5, "sigmoid", "relu", "leaky"), all},
		{"place.selfTest", "fused", small, all},
	}
	if !d.inSoftware() {
		tests = append(tests, selfTest{"place.selfTestOfImages", "tiled", selftest.Images(), all})
	}
	for i := range all[1:] {
		tests = append(tests, selfTest{"place.selfTestOfProducts", "tiled", small, all[i+1 : i+2]})
	}
	return tests
}

func (t selfTest) backend(d *Device) *Backend {
	return &Backend{d: d, only: t.plan, alone: true, products: t.products}
}

// compileFor compiles what tests take, all together.
func (d *Device) compileFor(tests []selfTest) error {
	var needed []*device.Kernel
	for _, t := range tests {
		kernels, err := t.kernels(d)
		if err != nil {
			return err
		}
		needed = append(needed, kernels...)
	}
	return d.dev.Compile(needed)
}

func (t selfTest) kernels(d *Device) ([]*device.Kernel, error) {
	b := t.backend(d)
	defer b.Close()
	if err := b.Reset(t.problem); err != nil {
		return nil, err
	}
	return b.kernels(selftest.Hyper, selftest.Want)
}

// trustRBMs has the first RBM of the device wait for a comparison with a trusted
// peer's: they have kernels of their own, which only they take.
func (d *Device) trustRBMs(peer func() backend.Backend) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rbmPeer = peer
}

// checkRBMs compares RBMs with the peer's, once. An error says in a sentence what
// differs.
func (d *Device) checkRBMs() error {
	d.mu.Lock()
	peer := d.rbmPeer
	d.rbmPeer = nil
	d.mu.Unlock()
	if peer == nil {
		return d.rbmFault
	}
	for _, gaussian := range []bool{false, true} {
		if err := selftest.CompareRBMs(&RBM{d: d}, peer, selftest.RBM(gaussian)); err != nil {
			d.rbmFault = text.New("place.selfTestOfRBMs", "why", err)
			break
		}
	}
	return d.rbmFault
}
