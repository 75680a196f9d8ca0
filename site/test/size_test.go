//go:build browser

package test

import (
	"os"
	"testing"
)

// mostCompressed bounds what a first visit downloads: both modules as a web
// server sends them, by Brotli at its best. build.sh tells how they get small.
const mostCompressed = 3_100_000

func TestWasmIsSmall(t *testing.T) {
	t.Parallel()
	var sizes [2]int
	for i, name := range []string{"engine.wasm", "stage.wasm"} {
		sizes[i] = size(t, asset(dist, name)+".br")
	}
	t.Logf("engine %d bytes, stage %d bytes after Brotli", sizes[0], sizes[1])
	if sum := sizes[0] + sizes[1]; sum > mostCompressed {
		t.Errorf("engine %d + stage %d = %d bytes after Brotli; at most %d", sizes[0], sizes[1], sum, mostCompressed)
	}
}

func size(t *testing.T, file string) int {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatalf("%v; ./build.sh build leaves it there", err)
	}
	return int(info.Size())
}
