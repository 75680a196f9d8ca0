package gpu

import (
	"sync"
	"testing"

	"backflow/shaders"
)

var shared struct {
	once sync.Once
	dev  *Device
	err  error
}

// testDevice is the one device that all tests share. Without an adapter the
// tests fail: a GPU backend that nobody has run is not known to work.
func testDevice(t testing.TB) *Device {
	t.Helper()
	shared.once.Do(func() { shared.dev, shared.err = Open(t.Context(), nil) })
	if shared.err != nil {
		t.Fatalf("no GPU to test on (./build.sh test installs one made of software, mesa-vulkan-drivers): %v", shared.err)
	}
	return shared.dev
}

func TestOpenNamesItsAdapter(t *testing.T) {
	d := testDevice(t)
	if info := d.Info(); info.Name != "gpu" || info.Adapter == "" {
		t.Errorf("Info() = %+v", info)
	}
	t.Logf("%s, %s matrix kernels", d.Info().Adapter, d.Matmul())
}

// Every kernel must compile in every specialisation that a network can ask
// for.
func TestEveryKernelCompiles(t *testing.T) {
	d := testDevice(t)
	for _, k := range shaders.All() {
		for act := range shaders.Activations {
			for loss := range shaders.Losses {
				if _, err := d.kernel(k, shaders.Options{Act: act, Loss: loss}); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
