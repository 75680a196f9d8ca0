package gpu

import (
	"strings"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/gpu/selftest"
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
	return r.Reset(selftest.RBM(false))
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
