//go:build browser

package test

import (
	"regexp"
	"strings"
	"testing"

	"backflow/sim/session"
)

// pipelines counts what a worker has the browser compile: ahead of its use, or
// when it is used.
const pipelines = `
	const asked = { Ahead: 0, AtUse: 0 };
	const { createComputePipeline, createComputePipelineAsync } = GPUDevice.prototype;
	GPUDevice.prototype.createComputePipeline = function (d) { asked.AtUse++; return createComputePipeline.call(this, d); };
	GPUDevice.prototype.createComputePipelineAsync = function (d) { asked.Ahead++; return createComputePipelineAsync.call(this, d); };
	self.addEventListener("message", ({ data }) => {
		if (data?.type === "count") self.postMessage({ type: "counted", ...asked });
	});
`

// chosen waits until the lanes' backend has been chosen, and says why.
func (p *tab) chosen() string {
	p.t.Helper()
	var why string
	p.untilStats("a backend is chosen", patience, func(s session.Stats) bool {
		why = s.Lanes[0].Why.String()
		return strings.Contains(why, "at this size")
	})
	return why
}

const (
	manyCores = `Object.defineProperty(self.navigator, "hardwareConcurrency", { value: 8 });`
	twoCores  = `Object.defineProperty(self.navigator, "hardwareConcurrency", { value: 2 });`
)

// slowGPU makes whatever is submitted to a GPU slow, so that any CPU wins.
const slowGPU = `
	const { submit } = GPUQueue.prototype;
	GPUQueue.prototype.submit = function (...args) {
		let x = 1; // work rather than time, as for the CPU below
		for (let i = 0; i < 1e7; i++) x = x * 0.999 + i;
		self.slowed = x;
		return submit.apply(this, args);
	};
`

// The page tells which backend was chosen and why, and has compiled for that no
// more than training takes, and nothing twice: a GPU that loses is not tested.
func TestChoiceIsMadeAndSaid(t *testing.T) {
	for _, c := range []struct {
		name, query, fault string
		ahead, atUse       int
	}{
		{"ahead", "", manyCores, 2, 0}, // a lane's kernel of training each
		{"ahead, layer by layer", "width=400", manyCores, 10, 0},
		{"on two cores", "", twoCores, 0, 2},
		{"without the method", "", manyCores + "delete GPUDevice.prototype.createComputePipelineAsync;", 0, 2},
		{"refused ahead", "", manyCores + `GPUDevice.prototype.createComputePipelineAsync = () => Promise.reject(new Error("not today"));`, 0, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := gpuThatBreaks(t, c.query, slowGPU+pipelines+c.fault)
			why := p.chosen()
			if !regexp.MustCompile(`^CPU: [0-9.]+ times faster than this GPU at this size$`).MatchString(why) {
				t.Errorf("chosen: %s", why)
			}
			p.untilSays(strings.TrimPrefix(why, "CPU: "))
			made := counted[struct{ Ahead, AtUse int }](p)
			if made.Ahead != c.ahead || made.AtUse != c.atUse {
				t.Errorf("compiled ahead: %d, at use: %d; want %d and %d", made.Ahead, made.AtUse, c.ahead, c.atUse)
			}
		})
	}
}

// slowCPU makes a worker's SIMD kernels slow, so that any GPU wins.
const slowCPU = `
	const { importScripts } = self;
	self.importScripts = (...urls) => {
		importScripts.apply(self, urls);
		const { simdHost } = self;
		self.simdHost = () => {
			const host = simdHost(), { run } = host.imports;
			host.imports.run = (...args) => {
				let x = 1; // work rather than time, which takes longer where all else does, too
				for (let i = 0; i < 1e7; i++) x = x * 0.999 + i;
				self.slowed = x;
				run(...args);
			};
			return host;
		};
	};
`

// A GPU that wins trains once it has passed its self-test, and not if it fails.
func TestFasterGPUIsTestedBeforeItTrains(t *testing.T) {
	for name, c := range map[string]struct{ fault, why, on string }{
		"right": {slowCPU, "GPU: ", "gpu"},
		"wrong": {slowCPU + wrongKernels, "CPU: the GPU failed its self-test: the output is ", "cpu"},
	} {
		t.Run(name, func(t *testing.T) {
			p := gpuThatBreaks(t, "", c.fault)
			tried := false
			p.untilStats("a GPU has won", patience, func(s session.Stats) bool {
				why := s.Lanes[0].Why.String()
				tried = tried || strings.HasSuffix(why, "times faster, but not yet tested") && s.Lanes[0].Backend == "cpu"
				return strings.HasPrefix(why, c.why)
			})
			if !tried {
				t.Error("the page does not say that the GPU is still to be tested")
			}
			p.finiteOn(c.on)
		})
	}
}
