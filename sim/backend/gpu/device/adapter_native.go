//go:build !(js && wasm)

package device

import (
	"errors"
	"fmt"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"
	_ "github.com/gogpu/wgpu/hal/allbackends" // what the platform has
)

// openAdapter asks the platform's graphics API. The library's own software
// adapter is refused: it ignores barriers and gives wrong answers silently.
func openAdapter() (adapter, error) {
	instance, err := wgpu.CreateInstance(&wgpu.InstanceDescriptor{Backends: wgpu.BackendsPrimary})
	if err != nil {
		return adapter{}, fmt.Errorf("no graphics API can be opened: %w", err)
	}
	a, err := instance.RequestAdapter(&wgpu.RequestAdapterOptions{PowerPreference: wgpu.PowerPreferenceHighPerformance})
	if err != nil {
		return adapter{}, errors.New("there is no graphics adapter; on Linux a Vulkan driver must be installed, such as mesa-vulkan-drivers")
	}
	info := a.Info()
	if err := suits(info); err != nil {
		return adapter{}, err
	}
	dev, err := a.RequestDevice(nil) // with all that the adapter has
	if err != nil {
		return adapter{}, fmt.Errorf("the graphics adapter gives no device: %w", err)
	}
	return adapter{dev, info.Name, info.DeviceType == gputypes.DeviceTypeCPU}, nil
}

// suits returns an *UnsuitableError for an adapter that no graphics API has brought.
func suits(info wgpu.AdapterInfo) error {
	if wgpu.BackendsPrimary.Contains(info.Backend) {
		return nil
	}
	return &UnsuitableError{Reason: fmt.Sprintf(
		"The only graphics adapter is %s, whose results are wrong; on Linux a Vulkan driver must be installed, such as mesa-vulkan-drivers.", info.Name)}
}
