//go:build unix

package simdtest

import (
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// reserved is a module's memory that takes addresses for all it may grow to,
// and pages only where it is touched: the slices lie far apart in it.
type reserved []byte

func reserve(_, most uint64) experimental.LinearMemory {
	memory, err := syscall.Mmap(-1, 0, int(min(most, span)), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		panic(err)
	}
	return reserved(memory)
}

func (r reserved) Reallocate(size uint64) []byte {
	if size > uint64(len(r)) {
		return nil
	}
	return r[:size]
}

func (r reserved) Free() { _ = syscall.Munmap(r) }
