// Package simd computes with 128-bit vectors in WebAssembly, which Go's own
// compiler does not use there. It holds a small module of kernels, written in
// AssemblyScript (kernels/*.ts) and compiled ahead of time, that works on Go's
// own linear memory; what is to be computed is written down as a Program, and
// one call runs all of it.
//
// # Two builds
//
// The module exists twice. Fused uses the fused multiply-add of relaxed SIMD
// in matrix products; Plain is for browsers without it, and computes to the
// bit what package cpu's loops compute: every sum takes its terms in the same
// order, and what is computed at once are different sums. Everything but
// products is the same in both, and the same as in package cpu.
//
// # Building the module
//
// The two .wasm files are kept in the repository, so that the page builds with
// Go alone. After a change of a kernel, in folder kernels:
//
//	npm ci && npm run build
//
// A test compiles them anew and compares the bytes.
package simd

import _ "embed"

// Plain is the module without fused multiply-add.
//
//go:embed kernels/plain.wasm
var Plain []byte

// Fused is the module with fused multiply-add; browsers without relaxed SIMD
// refuse it.
//
//go:embed kernels/fused.wasm
var Fused []byte

// Machine is an instance of the module together with the memory it works on.
// It is for one goroutine at a time.
type Machine interface {
	// Name says what runs, in words for the viewer.
	Name() string

	// Float32s, Float64s and Uint32s tell where the values of a slice lie in
	// the machine's memory. That holds for as long as the slice is reachable,
	// and it must not be empty.
	Float32s(x []float32) uint32
	Float64s(x []float64) uint32
	Uint32s(x []uint32) uint32

	// Run carries out instructions, as Program writes them.
	Run(words []uint32)
}
