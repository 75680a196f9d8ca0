//go:build browser

package test

import (
	"fmt"
	"testing"
)

// Every call from Go into JavaScript costs about a microsecond. A portion of the
// fused plan takes a dozen, which its steps share, however few a loaded machine
// makes them; a step of the tiled plan sets a pipeline and bindings and dispatches
// for each layer and direction.
func TestCallsPerStep(t *testing.T) {
	t.Parallel()
	address := gpuServe(t)
	for _, c := range []struct {
		shape     string
		few, many int
		most      float64
	}{
		{"A", 100, 4100, 5},
		{"E", 3, 9, 130},
	} {
		few, many := gpuCalls(t, address, c.shape, c.few), gpuCalls(t, address, c.shape, c.many)
		perStep := float64(many-few) / float64(c.many-c.few)
		t.Logf("shape %s: %.3g calls of WebGPU a step", c.shape, perStep)
		if perStep > c.most {
			t.Errorf("shape %s: %.3g calls of WebGPU a step, want at most %g", c.shape, perStep, c.most)
		}
	}
}

// gpuCalls counts the calls of a run that takes so many steps.
func gpuCalls(t *testing.T, address, shape string, steps int) int {
	t.Helper()
	p := webGPU.blank(t)
	p.mayComplain = true // Go's timers, once it has exited
	output := gpuRun(p, fmt.Sprintf("%s/?arg=-test.run=^$&arg=-test.bench=^BenchmarkTrain$/^%s$&arg=-test.benchtime=%dx", address, shape, steps))
	if code := js[int](p, "exitCode"); code != 0 {
		t.Fatalf("the benchmark ends with exit code %d:\n%s", code, output)
	}
	return js[int](p, "calls")
}
