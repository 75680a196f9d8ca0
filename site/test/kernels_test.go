//go:build browser

package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// kernelTests are those of sim/cpu that run on the module's two builds.
const kernelTests = "Kernels|OnTape|Machines|Sgemm|Norms|Golden"

// The SIMD kernels, fused and not, do in Chromium what they do in Node and
// natively: sim/cpu's own tests run in a worker.
func TestKernelsInTheBrowser(t *testing.T) {
	dir := t.TempDir()
	prepareOurs(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(`<!doctype html><link rel="icon" href="data:,">`), 0o644); err != nil {
		t.Fatal(err)
	}
	address, stop, err := serve(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := noWebGPU.blank(t)
	p.navigate(address + "/")
	p.call(`(() => {
		const worker = new Worker("ours-worker.js");
		window.output = "";
		worker.onmessage = ({ data }) => { if (data.done) window.done = true; else window.output += data.line + "\n"; };
		worker.onerror = (event) => { window.output += event.message; window.done = true; };
		worker.postMessage({ args: ["-test.v", "-test.short", "-test.run=` + kernelTests + `"] });
	})()`)
	p.untilJS("the tests have run", 5*time.Minute, "window.done")
	output := js[string](p, "window.output")
	if !strings.HasSuffix(strings.TrimSpace(output), "PASS") || strings.Count(output, "--- PASS: Test") < 6 {
		t.Errorf("sim/cpu's tests in Chromium:\n%s", output)
	}
}

// prepareOurs builds sim/cpu's test binary with the kernels, and puts up beside
// it the worker that runs it.
func prepareOurs(t testing.TB, dir string) {
	t.Helper()
	copyInto(t, dir, "peers", "ours-worker.js")
	copyInto(t, dir, "../js", "simd.js")
	copyInto(t, dir, dist, "wasm_exec.js")
	command(t, []string{"GOOS=js", "GOARCH=wasm"}, "go", "test", "-c", "-tags", "simd", "-o", filepath.Join(dir, "ours.wasm"), "../../sim/cpu")
}
