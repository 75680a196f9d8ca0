//go:build js && wasm

package device

import (
	"github.com/gogpu/wgpu"

	"backflow/sim/text"
)

// openAdapter asks the browser. Buffers may become as large as the adapter
// allows: the default of 128 MiB is less than deep and wide networks need.
func openAdapter() (adapter, error) {
	instance, err := wgpu.CreateInstance(nil)
	if err != nil {
		return adapter{}, text.New("place.noWebGPUHere")
	}
	a, err := instance.RequestAdapter(&wgpu.RequestAdapterOptions{PowerPreference: wgpu.PowerPreferenceHighPerformance})
	if err != nil {
		return adapter{}, text.New("place.noTrustedAdapter")
	}
	dev, err := a.RequestDevice(&wgpu.DeviceDescriptor{RequiredLimits: wgpu.Limits{
		MaxBufferSize:               a.Limits().MaxBufferSize,
		MaxStorageBufferBindingSize: a.Limits().MaxStorageBufferBindingSize,
	}})
	if err != nil {
		return adapter{}, text.New("place.usedUp")
	}
	return adapter{dev: dev, name: a.Info().Name}, nil
}
