//go:build !(js && wasm)

package device

import (
	"errors"
	"strings"
	"testing"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"
)

// An adapter of a graphics API is taken, whatever it is; the binding's own is refused, by
// its name and with the cure.
func TestAdaptersThatSuit(t *testing.T) {
	for backend, suitable := range map[gputypes.Backend]bool{
		gputypes.BackendVulkan: true, gputypes.BackendMetal: true, gputypes.BackendDX12: true, gputypes.BackendEmpty: false,
	} {
		err := suits(wgpu.AdapterInfo{Name: "Software Renderer", Backend: backend})
		var unsuitable *UnsuitableError
		if suitable != (err == nil) || err != nil && !errors.As(err, &unsuitable) {
			t.Errorf("%v: error %v", backend, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "Software Renderer") || !strings.Contains(err.Error(), "must be installed")) {
			t.Errorf("the sentence is %q", err)
		}
	}
}
