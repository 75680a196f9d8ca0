//go:build unix

// Package simdtest runs the kernels of package simd natively, under wazero, so
// that tests compare the very bytes that the page carries with Go's own
// arithmetic. Only the plain build: wazero has no relaxed SIMD.
package simdtest

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"backflow/sim/backend/cpu/simd"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// machine keeps a copy of every slice that it has been asked about in the
// memory of the module: before a run they are copied in, after it out. Slices
// lie as far apart in that memory as in Go's heap, so that slices which overlap
// here do so there.
type machine struct {
	memory api.Memory
	run    api.Function
	base   uintptr       // the address that the memory begins at
	views  map[view]any  // the slices
	used   map[view]used // by the programs that have run
}

// used are the slices that a program names, as of a number of known ones.
type used struct {
	words []uint32
	known int
	named map[view]any
}

type view struct{ at, size uint32 }

// NewMachine returns a machine that runs the plain build until the test ends.
func NewMachine(t testing.TB) simd.Machine {
	t.Helper()
	ctx := experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(reserve))
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { _ = r.Close(ctx) })
	env, err := r.InstantiateWithConfig(ctx, memoryModule, wazero.NewModuleConfig().WithName("env"))
	if err != nil {
		t.Fatal(err)
	}
	module, err := r.Instantiate(ctx, simd.Plain)
	if err != nil {
		t.Fatal(err)
	}
	return &machine{env.ExportedMemory("memory"), module.ExportedFunction("run"), 0, map[view]any{}, map[view]used{}}
}

// memoryModule is (module (memory (export "memory") 1)): wazero's own host
// modules have no memory.
var memoryModule = []byte("\x00asm\x01\x00\x00\x00" + "\x05\x03\x01\x00\x01" + "\x07\x0a\x01\x06memory\x02\x00")

func (m *machine) Name() string { return "SIMD" }

func (m *machine) Float32s(x []float32) uint32 { return m.view(x, 4*len(x)) }
func (m *machine) Float64s(x []float64) uint32 { return m.view(x, 8*len(x)) }
func (m *machine) Uint32s(x []uint32) uint32   { return m.view(x, 4*len(x)) }

// pageSize is WebAssembly's. The first page stays empty: address 0 means none.
const pageSize = 1 << 16

// The memory covers this much of Go's heap, some of it below the first slice.
const (
	span  = 2 << 30
	below = span / 4
)

// view makes room for a slice.
func (m *machine) view(slice any, size int) uint32 {
	address := reflect.ValueOf(slice).Pointer()
	if m.base == 0 {
		m.base = address&^(pageSize-1) - below
	}
	if address < m.base || address > m.base+span-2*pageSize-uintptr(size) {
		panic("simdtest: Go's heap does not fit into the module's memory")
	}
	at := pageSize + uint32(address-m.base)
	if end := uint64(at) + uint64(size); end > uint64(m.memory.Size()) {
		missing := (end - uint64(m.memory.Size()) + pageSize - 1) / pageSize
		if _, ok := m.memory.Grow(uint32(missing)); !ok {
			panic(fmt.Sprintf("simdtest: the module's memory cannot grow to %d bytes", end))
		}
	}
	m.views[view{at, uint32(size)}] = slice
	return at
}

func (m *machine) Run(words []uint32) {
	if len(words) == 0 {
		return
	}
	start := m.Uint32s(words)
	named := m.named(words)
	each(m.memory, named, copyIn)
	_, err := m.run.Call(context.Background(), uint64(start), uint64(start)+4*uint64(len(words)))
	if err != nil {
		panic(fmt.Sprintf("simdtest: the kernels stopped: %v", err))
	}
	each(m.memory, named, copyOut)
}

// named are the slices whose addresses are among the words. A number that happens
// to be one does no harm.
func (m *machine) named(words []uint32) map[view]any {
	program := view{m.Uint32s(words), uint32(4 * len(words))}
	if u := m.used[program]; u.known == len(m.views) && slices.Equal(u.words, words) {
		return u.named
	}
	numbers := map[uint32]bool{program.at: true}
	for _, w := range words {
		numbers[w] = true
	}
	named := map[view]any{}
	for v, slice := range m.views {
		if numbers[v.at] {
			named[v] = slice
		}
	}
	m.used[program] = used{slices.Clone(words), len(m.views), named}
	return named
}

// each hands every slice and its copy to f. A workspace is left out: nothing
// is read from it that the same run has not written.
func each(memory api.Memory, slices map[view]any, f func(slice any, copy []byte)) {
	work := uint32(4 * len(simd.NewWork()))
	for v, slice := range slices {
		if v.size == work {
			continue
		}
		bytes, ok := memory.Read(v.at, v.size)
		if !ok {
			panic(fmt.Sprintf("simdtest: %d bytes at %d are outside of the module's memory", v.size, v.at))
		}
		f(slice, bytes)
	}
}

func copyIn(slice any, to []byte) {
	switch x := slice.(type) {
	case []float32:
		for i, v := range x {
			binary.LittleEndian.PutUint32(to[4*i:], math.Float32bits(v))
		}
	case []float64:
		for i, v := range x {
			binary.LittleEndian.PutUint64(to[8*i:], math.Float64bits(v))
		}
	case []uint32:
		for i, v := range x {
			binary.LittleEndian.PutUint32(to[4*i:], v)
		}
	}
}

func copyOut(slice any, from []byte) {
	switch x := slice.(type) {
	case []float32:
		for i := range x {
			x[i] = math.Float32frombits(binary.LittleEndian.Uint32(from[4*i:]))
		}
	case []float64:
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(from[8*i:]))
		}
	case []uint32:
		for i := range x {
			x[i] = binary.LittleEndian.Uint32(from[4*i:])
		}
	}
}
