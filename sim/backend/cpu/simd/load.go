//go:build js && wasm

package simd

// What the host provides: site/js/engine/simd.js.

// load instantiates a module on this program's memory and reports whether this
// browser takes it.
//
//go:wasmimport simd load
func load(module *byte, size int32) int32

// run carries out the words from the first up to end.
//
//go:wasmimport simd run
func run(words *uint32, size int32)

// The address of a value, which the host hands back as it came.

//go:wasmimport simd address
func addressFloat32(x *float32) uint32

//go:wasmimport simd address
func addressFloat64(x *float64) uint32

//go:wasmimport simd address
func addressUint32(x *uint32) uint32

// Load returns the best machine that this browser has, or nil if it has no
// SIMD. A program that calls it needs a host that provides the imports.
func Load() Machine {
	for _, m := range []struct {
		module []byte
		name   string
	}{{Fused, "SIMD with fused multiply-add"}, {Plain, "SIMD"}} {
		if load(&m.module[0], int32(len(m.module))) != 0 {
			return browser(m.name)
		}
	}
	return nil
}

// LoadPlain is Load without fused multiply-add: the same bits as without SIMD.
func LoadPlain() Machine {
	if load(&Plain[0], int32(len(Plain))) == 0 {
		return nil
	}
	return browser("SIMD")
}

// browser is the machine of a browser, by its name. Go does not move what it
// has on its heap.
type browser string

func (b browser) Name() string              { return string(b) }
func (browser) Float32s(x []float32) uint32 { return addressFloat32(&x[0]) }
func (browser) Float64s(x []float64) uint32 { return addressFloat64(&x[0]) }
func (browser) Uint32s(x []uint32) uint32   { return addressUint32(&x[0]) }

func (browser) Run(words []uint32) {
	if len(words) > 0 {
		run(&words[0], int32(len(words)))
	}
}
