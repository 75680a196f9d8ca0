//go:build browser

package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// peersDir is where the libraries that the engine is compared with are
// installed, beside the page that does it (folder peers).
const peersDir = "../../.cache/peers"

// BenchmarkPeers prints how many training steps a second the engine and other
// libraries take in the browser, and the GFLOP/s of a product of two matrices,
// all in the same run: on one thread of the CPU, and on WebGPU. PEERS adds to the
// page's query, such as "shapes=A,B&rounds=5".
func BenchmarkPeers(b *testing.B) {
	preparePeers(b)
	address, stop, err := serve(peersDir)
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	b.Run("cpu", func(b *testing.B) { comparePeers(b, noWebGPU, address+"/?on=cpu&") })
	b.Run("gpu", func(b *testing.B) { comparePeers(b, webGPU, address+"/?on=gpu&") })
}

func comparePeers(b *testing.B, in *browser, address string) {
	p := in.blank(b)
	p.mayComplain = true // the libraries do
	p.navigate(address + os.Getenv("PEERS"))
	p.untilJS("every contender has run", 25*time.Minute, "window.results")
	results := js[map[string]map[string]float64](p, "results")
	fmt.Print(peerTable(results))
	for what, figures := range results {
		b.ReportMetric(figures["ours"]/fastestPeer(figures), strings.ReplaceAll(what, " ", "-")+"-ratio")
	}
	b.ReportMetric(0, "ns/op")
}

// peerTable has a line for each task, and the engine's lead over the fastest
// of the others.
func peerTable(results map[string]map[string]float64) string {
	tasks, names := []string{}, []string{}
	for task, figures := range results {
		tasks = append(tasks, task)
		for name := range figures {
			names = append(names, name)
		}
	}
	slices.Sort(tasks)
	slices.Sort(names)
	names = slices.Compact(names)
	text := &strings.Builder{}
	fmt.Fprintf(text, "\nsteps/s, or GFLOP/s of sgemm; medians\n%-12s", "")
	for _, name := range names {
		fmt.Fprintf(text, "%16s", name)
	}
	fmt.Fprintf(text, "%16s%16s\n", "ours/fastest", "norms/ours")
	for _, task := range tasks {
		figures := results[task]
		fmt.Fprintf(text, "%-12s", task)
		for _, name := range names {
			fmt.Fprintf(text, "%16s", figure(figures[name]))
		}
		fmt.Fprintf(text, "%16s%16s\n", figure(figures["ours"]/fastestPeer(figures)), figure(figures["ours with norms"]/figures["ours"]))
	}
	return text.String()
}

func figure(x float64) string {
	if x == 0 {
		return "–"
	}
	return fmt.Sprintf("%.4g", x)
}

func fastestPeer(figures map[string]float64) float64 {
	fastest := 0.0
	for name, f := range figures {
		if !strings.HasPrefix(name, "ours") {
			fastest = max(fastest, f)
		}
	}
	return fastest
}

// preparePeers installs the libraries and builds the engine's own benchmark.
func preparePeers(b *testing.B) {
	b.Helper()
	if err := os.MkdirAll(peersDir, 0o755); err != nil {
		b.Fatal(err)
	}
	copyInto(b, peersDir, "peers", "*")
	prepareOurs(b, peersDir)
	command(b, nil, "npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", peersDir)
}

func copyInto(b testing.TB, to, from, pattern string) {
	b.Helper()
	names, err := filepath.Glob(filepath.Join(from, pattern))
	if err != nil || len(names) == 0 {
		b.Fatalf("nothing to copy at %s/%s: %v", from, pattern, err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, filepath.Base(name)), content, 0o644)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func command(b testing.TB, env []string, name string, args ...string) {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// prepareOurs builds the test binaries of sim/backend/cpu, with the kernels, and of
// sim/backend/gpu, and puts up beside them the worker that runs them.
func prepareOurs(t testing.TB, dir string) {
	t.Helper()
	copyInto(t, dir, "peers", "ours-worker.js")
	copyInto(t, dir, "../js/engine", "simd.js")
	if err := os.WriteFile(filepath.Join(dir, "wasm_exec.js"), []byte(readFile(t, asset(dist, "go.js"))), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, backend := range []string{"cpu", "gpu"} {
		command(t, []string{"GOOS=js", "GOARCH=wasm"}, "go", "test", "-c", "-tags", "simd",
			"-o", filepath.Join(dir, "ours-"+backend+".wasm"), "../../sim/backend/"+backend)
	}
}
