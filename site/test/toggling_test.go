//go:build browser

package test

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// counting counts a worker's GPU buffers that are not destroyed, and its memory.
const counting = `
	const live = new Set();
	const { createBuffer } = GPUDevice.prototype;
	GPUDevice.prototype.createBuffer = function (d) {
		const buffer = createBuffer.call(this, d);
		live.add(buffer);
		return buffer;
	};
	const { destroy } = GPUBuffer.prototype;
	GPUBuffer.prototype.destroy = function () { live.delete(this); destroy.call(this); };
	let memory;
	for (const name of ["instantiate", "instantiateStreaming"]) {
		const instantiate = WebAssembly[name];
		WebAssembly[name] = async (...args) => {
			const result = await instantiate.apply(WebAssembly, args);
			memory ??= result.instance?.exports.mem;
			return result;
		};
	}
	self.addEventListener("message", ({ data }) => {
		if (data?.type === "count") self.postMessage({ type: "counted", Buffers: live.size, Bytes: memory.buffer.byteLength });
	});
`

type count struct{ Buffers, Bytes int }

// counted asks a worker for what a test has made it count.
func counted[T any](p *tab) T {
	p.t.Helper()
	return js[T](p, `new Promise((done) => {
		const worker = workers.at(-1);
		const hear = ({ data }) => {
			if (data.type !== "counted") return;
			worker.removeEventListener("message", hear);
			done(data);
		};
		worker.addEventListener("message", hear);
		worker.postMessage({ type: "count" });
	})`)
}

// Someone who plays with the toggles leaves nothing behind, neither buffers of
// the GPU nor memory of Go's, which WebAssembly never gives back.
func TestTogglesLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	p := gpuThatBreaks(t, "backend=gpu", counting)
	p.small()
	p.mayComplain = false
	p.untilTrainingOn("gpu")
	rng := rand.New(rand.NewPCG(5, 200))
	toggle := func(times int) {
		for i := range times {
			acts := []string{"sigmoid", "leaky", "relu", "tanh"}
			widest := 16
			if i%25 == 0 { // which plan trains these is measured, and takes longer than all else
				widest = 40
			}
			p.call(fmt.Sprintf(`(backflow.set("backend=gpu&depth=%d&width=%d&act=%s"), backflow.stats())`,
				1+rng.IntN(12), 1+rng.IntN(widest), acts[rng.IntN(len(acts))]))
		}
		p.call(`(backflow.set("backend=gpu&depth=3&vs=act:sigmoid,relu"), backflow.stats())`)
		p.finiteOn("gpu")
	}
	toggle(50) // fills caches, of kernels among others
	before := counted[count](p)
	toggle(150)
	p.until(fmt.Sprintf("there are %d buffers again", before.Buffers), patience, func() bool { return counted[count](p).Buffers == before.Buffers })
	after := counted[count](p)
	t.Logf("%d buffers, %.1f MB before and %.1f MB after 150 more of 200 rebuilds", before.Buffers, float64(before.Bytes)/1e6, float64(after.Bytes)/1e6)
	const most = 8 << 20 // one step of the collector's slack, not a network's memory a time
	if grown := after.Bytes - before.Bytes; before.Buffers == 0 || grown > most {
		t.Errorf("%d buffers; %d KiB more", before.Buffers, grown>>10)
	}
}
