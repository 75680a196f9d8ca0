//go:build js && wasm

package port

import "runtime"

// Weigh is what Go's memory holds after a collection, for tests: bytes on the
// heap, objects there (references to JavaScript are some), and bytes that the
// program has taken from the browser.
func Weigh() Fields {
	runtime.GC()
	runtime.GC() // what finalisers of the first one let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Fields{"heap": float64(m.HeapAlloc), "objects": float64(m.HeapObjects), "taken": float64(m.Sys)}
}
