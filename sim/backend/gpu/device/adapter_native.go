//go:build !(js && wasm)

package device

import (
	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"
	_ "github.com/gogpu/wgpu/hal/allbackends" // what the platform has

	"backflow/sim/text"
)

// openAdapter asks the platform's graphics API. The library's own software
// adapter is refused: it ignores barriers and gives wrong answers silently.
func openAdapter() (adapter, error) {
	instance, err := wgpu.CreateInstance(&wgpu.InstanceDescriptor{Backends: wgpu.BackendsPrimary})
	if err != nil {
		return adapter{}, text.New("place.noAPI", "why", err)
	}
	a, err := instance.RequestAdapter(&wgpu.RequestAdapterOptions{PowerPreference: wgpu.PowerPreferenceHighPerformance})
	if err != nil {
		return adapter{}, text.New("place.noAdapter")
	}
	info := a.Info()
	if err := suits(info); err != nil {
		return adapter{}, err
	}
	dev, err := a.RequestDevice(nil) // with all that the adapter has
	if err != nil {
		return adapter{}, text.New("place.noDevice", "why", err)
	}
	return adapter{dev, info.Name, info.DeviceType == gputypes.DeviceTypeCPU}, nil
}

// suits returns an *UnsuitableError for an adapter that no graphics API has brought.
func suits(info wgpu.AdapterInfo) error {
	if wgpu.BackendsPrimary.Contains(info.Backend) {
		return nil
	}
	return &UnsuitableError{Reason: text.New("place.wrongAdapter", "name", text.Visible(info.Name))}
}
