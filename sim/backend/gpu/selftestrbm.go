package gpu

import (
	"fmt"
	"math"
	"math/rand/v2"

	"backflow/sim/backend"
	"backflow/sim/text"
)

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
		if err := compareRBMs(d, peer, rbmTestProblem(gaussian)); err != nil {
			d.rbmFault = text.New("place.selfTestOfRBMs", "why", err)
			break
		}
	}
	return d.rbmFault
}

func compareRBMs(d *Device, peer func() backend.Backend, p backend.RBMProblem) error {
	got, err := trainRBM(&RBM{d: d}, p)
	if err != nil {
		return err
	}
	trusted := peer()
	defer trusted.Close()
	want, err := trainRBM(trusted.NewRBM(), p)
	if err != nil {
		return fmt.Errorf("its peer could not run it: %w", err)
	}
	return differInRBM(got, want)
}

func differInRBM(got, want backend.RBMObservation) error {
	if err := differ("weights", got.W, want.W); err != nil {
		return err
	}
	if err := differ("hidden biases", got.B, want.B); err != nil {
		return err
	}
	return differ("error", []float32{float32(got.Error)}, []float32{float32(want.Error)})
}

func trainRBM(r backend.RBM, p backend.RBMProblem) (backend.RBMObservation, error) {
	defer r.Close()
	if err := r.Reset(p); err != nil {
		return backend.RBMObservation{}, err
	}
	if err := r.Train(selfTestSteps); err != nil {
		return backend.RBMObservation{}, err
	}
	return r.Observe()
}

// rbmTestProblem has sizes that leave a rest in every tile, and no hidden state
// that hangs by a rounding error.
func rbmTestProblem(gaussian bool) backend.RBMProblem {
	const visible, hidden, examples = 23, 19, 41
	rng := rand.New(rand.NewPCG(20, 26))
	p := backend.RBMProblem{
		Visible: visible, Hidden: hidden, Gaussian: gaussian, Batch: 18, Seed: 4,
		W: uniformly(rng, hidden*visible, 2/math.Sqrt(visible)), B: uniformly(rng, hidden, 0.5),
		X: uniformly(rng, examples*visible, 1),
	}
	if !gaussian {
		for i, x := range p.X {
			p.X[i] = (1 + x) / 2
		}
	}
	return p
}
