//go:build js && wasm

package device

import (
	"errors"

	"github.com/gogpu/wgpu"
)

// openAdapter asks the browser. Buffers may become as large as the adapter
// allows: the default of 128 MiB is less than deep and wide networks need.
func openAdapter() (adapter, error) {
	instance, err := wgpu.CreateInstance(nil)
	if err != nil {
		return adapter{}, errors.New("this browser has no WebGPU here; it needs a recent browser, and https, localhost or a local file")
	}
	a, err := instance.RequestAdapter(&wgpu.RequestAdapterOptions{PowerPreference: wgpu.PowerPreferenceHighPerformance})
	if err != nil {
		return adapter{}, errors.New("this browser has WebGPU, but no graphics adapter that it trusts")
	}
	dev, err := a.RequestDevice(&wgpu.DeviceDescriptor{RequiredLimits: wgpu.Limits{
		MaxBufferSize:               a.Limits().MaxBufferSize,
		MaxStorageBufferBindingSize: a.Limits().MaxStorageBufferBindingSize,
	}})
	if err != nil {
		return adapter{}, errors.New("the graphics adapter gives no device; another program may be using it up")
	}
	return adapter{dev: dev, name: a.Info().Name}, nil
}
