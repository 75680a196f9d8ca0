package device

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gogpu/wgpu"
)

// rescued runs something under rescue, and returns what it panics with and what
// error it becomes.
func rescued(do func()) (panicked any, err error) {
	defer func() { panicked = recover() }()
	func() {
		defer rescue(&err)
		do()
	}()
	return nil, err
}

// A mistake of ours must not pass for a fault of the GPU.
func TestOwnPanicsPass(t *testing.T) {
	var nobody *Device
	list, kernels := []int{1}, map[string]int(nil)
	for name, do := range map[string]func(){
		"nil dereference":       func() { nobody.name += "!" },
		"index out of range":    func() { list[len(list)]++ },
		"slice out of range":    func() { list = list[:len(list)+1][1:5] },
		"entry in a nil map":    func() { kernels["a"] = 1 },
		"within the library":    func() { list = slices.Insert(list, 5, 1) },
		"within a conversion":   func() { var x any = "text"; list[0] = x.(int) },
		"on purpose":            func() { panic("two plans at once") },
		"from a goroutine's do": func() { func() { panic(errors.New("no plan")) }() },
	} {
		panicked, err := rescued(do)
		if panicked == nil || err != nil {
			t.Errorf("%s: panics with %v, error %v", name, panicked, err)
		}
	}
}

// What the binding does with a device that is gone is a fault of the GPU.
func TestPanicsOfTheBindingAreRefusals(t *testing.T) {
	var gone *wgpu.Device
	panicked, err := rescued(func() { gone.Limits() })
	var thrown *RefusedError
	if panicked != nil || !errors.As(err, &thrown) || !strings.HasPrefix(err.Error(), "the GPU refused a command: ") {
		t.Errorf("panics with %v, error %v", panicked, err)
	}
}

// Whose a panic is tells the function that it began in, past the library's.
func TestWhosePanicItIs(t *testing.T) {
	for _, c := range []struct {
		stack string
		ours  bool
	}{
		{"runtime.panicmem runtime.sigpanic backflow/sim/backend/gpu.(*Backend).Train github.com/gogpu/wgpu.(*Queue).Submit", true},
		{"runtime.goPanicIndex slices.Insert[...] main.(*engine).openGPU", true},
		{"runtime.panicmem runtime.sigpanic github.com/gogpu/wgpu.(*Queue).Submit backflow/sim/backend/gpu.(*Device).handOver", false},
		{"syscall/js.Value.Call github.com/gogpu/wgpu/internal/browser.(*Device).CreateBuffer backflow/sim/backend/gpu.(*Device).newBuffer", false},
		{"encoding/json.Marshal backflow/sim/backend/gpu.Open", true},
	} {
		if got := isOurs(strings.Fields(c.stack)); got != c.ours {
			t.Errorf("%s: ours: %t", c.stack, got)
		}
	}
}

// The runtime's own errors are what mistakes look like.
func TestRescueKeepsThePanic(t *testing.T) {
	panicked, _ := rescued(func() { _ = []int{}[len(fmt.Sprint())] })
	if _, own := panicked.(runtime.Error); !own {
		t.Errorf("it goes on as %T", panicked)
	}
}
