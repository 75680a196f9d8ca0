package gpu

import (
	"slices"
	"strings"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
)

// tested is a device of its own that has passed its self-test.
func tested(t *testing.T) *Device {
	t.Helper()
	d := anotherDevice(t, nil)
	d.trustRBMs(func() backend.Backend { return cpu.New() })
	return d
}

func (d *Device) resetRBM() error {
	r := d.NewBackend().NewRBM()
	defer r.Close()
	return r.Reset(rbmTestProblem(false))
}

func TestRBMsAreCheckedBeforeTheFirstTrains(t *testing.T) {
	d := tested(t)
	if err := d.resetRBM(); err != nil {
		t.Error(err)
	}
	if d.rbmPeer != nil {
		t.Error("nothing was compared")
	}
}

// A device that computes RBMs wrongly is refused for them, each time.
func TestDeviceThatComputesRBMsWronglyIsRefused(t *testing.T) {
	for _, broken := range []shaders.Kernel{shaders.Oppose, shaders.MoveOn, shaders.Lacking} {
		d := tested(t)
		k, err := d.kernel(broken, shaders.Options{})
		if err != nil {
			t.Fatal(err)
		}
		k.Text = func() (string, error) { // for groups so small that most of the result is never written
			broken.SizeX = 1
			return broken.Source(shaders.Options{})
		}
		for range 2 {
			if err := d.resetRBM(); err == nil || !strings.Contains(err.Error(), "the GPU failed its self-test of RBMs: the ") {
				t.Errorf("%s: error %v", broken.Entry, err)
			}
		}
	}
}

// The comparison must not fail by a hidden state that falls the other way for a
// rounding error.
func TestRBMSelfTestHangsByNoRoundingError(t *testing.T) {
	for _, gaussian := range []bool{false, true} {
		p := rbmTestProblem(gaussian)
		want, err := trainRBM(cpu.New().NewRBM(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, off := range []float32{-2e-5, 2e-5} { // a hundred times as much as a GPU's sums are off
			moved := p
			moved.W = slices.Clone(p.W)
			for i := range moved.W {
				moved.W[i] *= 1 + off
			}
			got, err := trainRBM(cpu.New().NewRBM(), moved)
			if err != nil {
				t.Fatal(err)
			}
			if err := differInRBM(got, want); err != nil {
				t.Errorf("Gaussian %t, weights off by %g: %v", gaussian, off, err)
			}
		}
	}
}
