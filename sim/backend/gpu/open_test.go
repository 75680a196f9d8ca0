package gpu

import (
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/nn"
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
		t.Fatalf("no GPU to test on (./build.sh test installs a software adapter, mesa-vulkan-drivers): %v", shared.err)
	}
	return shared.dev
}

// compilesBarriers skips tests of many kernels for chips where each takes llvmpipe
// up to a minute to compile: build.sh has SwiftShader run them.
func compilesBarriers(t *testing.T) {
	t.Helper()
	if strings.HasPrefix(testDevice(t).Info().Adapter, "llvmpipe") {
		t.Skip("llvmpipe takes too long to compile kernels with barriers; SwiftShader runs this test")
	}
}

// compilesManyBarriers skips tests of so many of them that a browser, whose
// compiler comes before SwiftShader's, takes minutes as well.
func compilesManyBarriers(t *testing.T) {
	t.Helper()
	compilesBarriers(t)
	if runtime.GOOS == "js" {
		t.Skip("a browser takes too long to compile so many kernels with barriers; natively SwiftShader runs this test")
	}
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
		for _, o := range specialisations(t, k) {
			if err := compiles(d, k, o); err != nil {
				t.Error(err)
			}
		}
	}
}

// compiles makes a kernel's pipeline. A browser judges the text itself as soon as
// it makes the module; the pipeline, which takes a second for some, it judges by what
// the kernel binds and how much memory a workgroup takes. Places in lists change
// neither, and the conformance suite makes those pipelines, too.
func compiles(d *Device, k shaders.Kernel, o shaders.Options) error {
	c, err := d.kernel(k, o)
	if err != nil {
		return err
	}
	if runtime.GOOS == "js" && differsInPlaces(o) {
		return c.Load()
	}
	return d.dev.Compile([]*device.Kernel{c})
}

// differsInPlaces reports whether options differ in activation, loss or optimiser
// from those that there are without options, and in nothing else.
func differsInPlaces(o shaders.Options) bool {
	places := shaders.Options{Act: o.Act, Loss: o.Loss, Optimiser: o.Optimiser}
	return o == places && o != shaders.Options{}
}

// specialisations lists options that between them give each constant that a
// kernel's text mentions every value it can have.
func specialisations(t *testing.T, k shaders.Kernel) []shaders.Options {
	t.Helper()
	list := []shaders.Options{{}}
	mentions := func(name string) bool { return mentions(t, k, name) }
	each := func(name string, count int, with func(i int) shaders.Options) {
		for i := 0; i < count && mentions(name); i++ {
			list = append(list, with(i))
		}
	}
	acts := len(nn.Functions)
	if testing.Short() {
		acts = 2 // each takes a compiler's time; the conformance suite has them all
	}
	each("ACT", acts, func(i int) shaders.Options { return shaders.Options{Act: i} })
	each("MIXED", 1, func(int) shaders.Options { return shaders.Options{Act: shaders.Mixed} })
	each("LOSS", len(shaders.Losses), func(i int) shaders.Options { return shaders.Options{Loss: i} })
	each("OPT", len(shaders.Optimisers), func(i int) shaders.Options { return shaders.Options{Optimiser: i} })
	each("NOISE", 1, func(int) shaders.Options { return shaders.Options{Noise: true} })
	each("IMAGES", 1, func(int) shaders.Options { return shaders.Options{Images: true} })
	each("NEAR", 1, func(int) shaders.Options { return shaders.Options{Near: true} })
	each("CLIP", 1, func(int) shaders.Options { return shaders.Options{Clip: true} })
	each("EQUALISE", 1, func(int) shaders.Options { return shaders.Options{Equalise: true, Clip: true} })
	return list
}

// mentions reports whether a kernel's own text, and not just the constants in
// front of it, has a word.
func mentions(t *testing.T, k shaders.Kernel, word string) bool {
	t.Helper()
	source, err := k.Source(shaders.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(source, "\n") {
		if !strings.HasPrefix(line, "const ") && regexp.MustCompile(`\b`+word+`\b`).MatchString(line) {
			return true
		}
	}
	return false
}
