//go:build browser

package test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// gpuTestTime ends the tests of sim/backend/gpu in the browser should they hang.
const gpuTestTime = 25 * time.Minute

// The tests of sim/backend/gpu, which also run natively, must pass in Chromium: it
// compiles every shader by its own rules, and it reaches the GPU in another
// way. Errors of WebGPU that no Go code gets to see fail the test as well.
func TestGPUInChromium(t *testing.T) {
	t.Parallel()
	p := kernels.blank(t)
	address := gpuServe(t)
	output := gpuRun(p, address)
	if strings.Contains(output, gpuStalled) {
		t.Log("once more, as the software adapter stalled:\n" + gpuSummary(output))
		output = gpuRun(p, address)
	}
	t.Log("in Chromium:\n" + gpuSummary(output))
	if code := js[int](p, "exitCode"); code != 0 || !strings.Contains(output, "PASS") {
		t.Errorf("the tests end with exit code %d:\n%s", code, output)
	}
	if n := js[int](p, "liveBuffers"); n != 0 {
		t.Errorf("%d buffers were never destroyed", n)
	}
	for _, e := range js[[]string](p, "gpuErrors") {
		t.Errorf("WebGPU reports: %s", e)
	}
}

// gpuStalled is what the backend says of a GPU that is silent for minutes. On
// a loaded machine SwiftShader was seen to stall once; it is an error all the
// same if it happens twice.
const gpuStalled = "has not answered for"

// gpuRun loads the page of tests and returns their output.
func gpuRun(p *tab, address string) string {
	p.navigate(address)
	p.until("the tests are over", gpuTestTime, func() bool {
		done, err := tryJS[bool](p, "exitCode !== null")
		return err == nil && done
	})
	return js[string](p, "output")
}

// gpuSummary is the output without the line of each subtest.
func gpuSummary(output string) string {
	var lines []string
	for _, line := range strings.Split(output, "\n") {
		if !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "    --- PASS") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// gpuServe serves a page that runs the tests of sim/backend/gpu.
func gpuServe(t *testing.T) (address string) {
	t.Helper()
	dir := t.TempDir()
	command(t, []string{"GOOS=js", "GOARCH=wasm"}, "go", "test", "-c", "-tags", "english", "-o", filepath.Join(dir, "test.wasm"), "../../sim/backend/gpu")
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	loader := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")
	mux := http.NewServeMux()
	mux.Handle("/test.wasm", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("/wasm_exec.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, loader) })
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, gpuHTML)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// gpuHTML keeps what the tests print, and asks WebGPU for the errors that its
// Go binding cannot report.
const gpuHTML = `<!doctype html>
<script src="wasm_exec.js"></script>
<script>
let output = "", exitCode = null, liveBuffers = 0;
const gpuErrors = [];

let calls = 0; // of methods of WebGPU
for (const { prototype } of [GPUDevice, GPUQueue, GPUCommandEncoder, GPUComputePassEncoder, GPUBuffer]) {
	for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
		if (typeof value !== "function" || name === "constructor") continue;
		prototype[name] = function (...args) { calls++; return value.apply(this, args); };
	}
}

const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (...args) {
	const device = await requestDevice.apply(this, args);
	device.addEventListener("uncapturederror", (e) => { e.preventDefault(); gpuErrors.push(e.error.message); });
	const createBuffer = device.createBuffer.bind(device);
	device.createBuffer = (description) => {
		const buffer = createBuffer(description), destroy = buffer.destroy.bind(buffer);
		liveBuffers++;
		buffer.destroy = () => { liveBuffers--; destroy(); };
		return buffer;
	};
	const create = device.createShaderModule.bind(device);
	device.createShaderModule = (description) => {
		const module = create(description);
		module.getCompilationInfo().then((info) => {
			for (const m of info.messages) {
				gpuErrors.push(description.label + ":" + m.lineNum + ": " + m.type + ": " + m.message);
			}
		});
		return module;
	};
	return device;
};

const decoder = new TextDecoder();
globalThis.fs.writeSync = (file, bytes) => { output += decoder.decode(bytes); return bytes.length; };

const go = new Go();
const args = new URLSearchParams(location.search).getAll("arg");
go.argv = ["gpu.test", ...(args.length ? args : ["-test.v", "-test.timeout=20m"])];
go.exit = (code) => { exitCode = code; };
WebAssembly.instantiateStreaming(fetch("test.wasm"), go.importObject)
	.then((program) => go.run(program.instance))
	.catch((e) => { output += e; exitCode = 1; });
</script>`
