//go:build browser

package test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// mostCompressed bounds what a first visit downloads: both modules as a web
// server sends them, by Brotli at its best. build.sh tells how they get small.
const mostCompressed = 3_100_000

func TestWasmIsSmall(t *testing.T) {
	t.Parallel()
	var sizes [2]int
	var both sync.WaitGroup
	for i, name := range []string{"engine.wasm", "stage.wasm"} {
		both.Go(func() { sizes[i] = compressed(t, filepath.Join(dist, name)) })
	}
	both.Wait()
	t.Logf("engine %d bytes, stage %d bytes after Brotli", sizes[0], sizes[1])
	if sum := sizes[0] + sizes[1]; sum > mostCompressed {
		t.Errorf("engine %d + stage %d = %d bytes after Brotli; at most %d", sizes[0], sizes[1], sum, mostCompressed)
	}
}

func compressed(t *testing.T, file string) int {
	var complaint bytes.Buffer
	cmd := exec.Command("brotli", "-q", "11", "--stdout", file)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		t.Errorf("brotli %s: %v %s", file, err, &complaint)
	}
	return len(out)
}
