//go:build browser

package test

import (
	"os"
	"strings"
	"testing"

	"backflow/sim/num"
	"backflow/sim/session"
)

// breaking lets a test break the GPU of the engine's worker: fault, which runs
// before the engine's own script, finds broken set once the test has asked for
// it.
const breaking = `"use strict";
let broken = false;
self.addEventListener("message", ({ data }) => {
  if (data?.type === "break-gpu") broken = true;
});
`

// gpuThatBreaks opens the page with a GPU that a script breaks, and waits until
// two lanes train on it.
func gpuThatBreaks(t *testing.T, query, fault string) *tab {
	t.Helper()
	dir, address := site(t)
	worker := asset(dir, "worker.js")
	script, err := os.ReadFile(worker)
	if err != nil {
		t.Fatal(err)
	}
	replace(t, worker, []byte(breaking+fault+string(script)))
	p := webGPU.blank(t)
	p.mayComplain = true
	p.beforeLoading(remember)
	p.navigate(address + "/?depth=3&vs=act:sigmoid,relu&speed=max&" + query)
	return p
}

func (p *tab) untilTrainingOn(backend string) session.Stats {
	p.t.Helper()
	at := -1
	return p.untilStats("the "+backend+" trains", patience, func(s session.Stats) bool {
		on := len(s.Lanes) == 2 && s.Lanes[0].Backend == backend && s.Lanes[1].Backend == backend
		if on && at < 0 {
			at = s.Step
		}
		return on && s.Step > at+100
	})
}

func (p *tab) tell(kind string) { p.call(`workers.at(-1).postMessage({type: "` + kind + `"})`) }

// finiteOn checks that lanes are where they should be, with numbers.
func (p *tab) finiteOn(backend string) {
	p.t.Helper()
	for _, l := range p.untilTrainingOn(backend).Lanes {
		if !num.Finite(float64(l.Loss)) || l.Diverged {
			p.t.Errorf("%s on the %s: loss %g, %s", l.Label, backend, float64(l.Loss), l.Note)
		}
	}
}

// A GPU that is lost in the midst of training costs some steps and is named once;
// training goes on on the CPU and then on a new device. Lost again at once, it is
// left alone.
func TestLostGPUIsReplacedAndThenLeftAlone(t *testing.T) {
	t.Parallel()
	p := gpuThatBreaks(t, "backend=gpu", "")
	p.small()
	p.untilTrainingOn("gpu")
	p.tell("lose-gpu")
	p.untilSays("The GPU was lost: ")
	p.untilSays(" while a new device is looked for.")
	p.untilSays("A new GPU device has passed its test, and trains from step ")
	p.finiteOn("gpu")
	if n := strings.Count(p.text(), "The GPU was lost"); n != 1 {
		t.Errorf("it is said %d times", n)
	}
	// Whichever device there is, until two were lost at once: a busy machine may take
	// a minute until another has passed its test.
	p.until("it is left alone", patience, func() bool {
		p.tell("lose-gpu")
		return strings.Contains(p.text(), "stays there, since it is the second time ")
	})
	p.finiteOn("cpu")
}

// A device that is lost while it is tested is replaced as any other.
func TestGPULostInItsSelfTest(t *testing.T) {
	t.Parallel()
	p := gpuThatBreaks(t, "backend=gpu", `
		const { createComputePipeline } = GPUDevice.prototype;
		let made = 0;
		GPUDevice.prototype.createComputePipeline = function (d) {
			if (++made === 4) self.dispatchEvent(new MessageEvent("message", { data: { type: "lose-gpu" } }));
			return createComputePipeline.call(this, d);
		};`)
	p.small()
	p.untilSays("The GPU was lost: ")
	p.untilSays(" while a new device is looked for.")
	p.untilSays("A new GPU device has passed its test, and trains from step ")
	p.finiteOn("gpu")
}

// Whatever befalls the GPU is said in one sentence, and training goes on.
func TestGPUFaultsAreNamedAndTrainingGoesOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, fault, says, then, on string }{
		{
			"adapter gone", `
			const { requestAdapter } = GPU.prototype;
			GPU.prototype.requestAdapter = function (...args) { return broken ? Promise.resolve(null) : requestAdapter.apply(this, args); };
			const { submit } = GPUQueue.prototype;
			GPUQueue.prototype.submit = function (...args) {
				if (broken) throw new Error("the adapter was unplugged");
				return submit.apply(this, args);
			};`,
			"the adapter was unplugged",
			"There is no new GPU device, so that training stays on the CPU: this browser has WebGPU, but no graphics adapter that it trusts.", "cpu",
		},
		{
			"hung queue", `
			const { mapAsync } = GPUBuffer.prototype;
			GPUBuffer.prototype.mapAsync = function (...args) { return broken ? new Promise(() => {}) : mapAsync.apply(this, args); };
			const { requestDevice } = GPUAdapter.prototype;
			GPUAdapter.prototype.requestDevice = function (...args) { broken = false; return requestDevice.apply(this, args); };
			const now = performance.now.bind(performance); // most of the wait is left out
			let skipped = 0;
			performance.now = () => now() + (skipped = broken ? 110_000 : skipped);`,
			"The GPU has not answered for 120 seconds; training goes on on the CPU from step ",
			"A new GPU device has passed its test, and trains from step ", "gpu",
		},
		{
			"kernel that does not compile", `
			const { createShaderModule } = GPUDevice.prototype;
			GPUDevice.prototype.createShaderModule = function (d) {
				return createShaderModule.call(this, broken ? { ...d, code: d.code + "fn broken() -> u32 { return 1.5; }" } : d);
			};`,
			"The GPU refused a command: ", "There is no new GPU device, so that training stays on the CPU: the GPU failed its self-test: ", "cpu",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // one of them waits
			p := gpuThatBreaks(t, "backend=gpu", c.fault)
			p.small()
			p.untilTrainingOn("gpu")
			p.tell("break-gpu")
			if c.name == "kernel that does not compile" {
				p.call(`backflow.set("depth=3&vs=act:sigmoid,relu&backend=gpu&opt=adam&clip=1")`) // which wants others
			}
			p.untilSays(c.says)
			p.untilSays(c.then)
			p.finiteOn(c.on)
		})
	}
}

// A network that the GPU has no memory for trains on the CPU, and the next one
// on the GPU again.
func TestGPUWithoutMemory(t *testing.T) {
	t.Parallel()
	p := gpuThatBreaks(t, "backend=gpu", `
		const { createBuffer } = GPUDevice.prototype;
		GPUDevice.prototype.createBuffer = function (d) { // SwiftShader allows a GiB and has none
			return createBuffer.call(this, broken && d.label === "parameters" ? { ...d, size: this.limits.maxBufferSize } : d);
		};
		const { requestDevice } = GPUAdapter.prototype;
		GPUAdapter.prototype.requestDevice = function (...args) { broken = false; return requestDevice.apply(this, args); };`)
	p.small()
	p.untilTrainingOn("gpu")
	p.tell("break-gpu")
	p.call(`backflow.set("depth=4&vs=act:sigmoid,relu&backend=gpu")`)
	p.untilSays("The GPU has no memory for this network; training goes on on the CPU from step ")
	p.finiteOn("cpu")
	p.call(`backflow.set("depth=3&vs=act:sigmoid,relu&backend=gpu")`)
	p.finiteOn("gpu")
}

// wrongKernels makes a GPU compute something else than the CPU.
const wrongKernels = `
	const { createShaderModule } = GPUDevice.prototype;
	GPUDevice.prototype.createShaderModule = function (d) {
		return createShaderModule.call(this, { ...d, code: d.code.replaceAll("exp(-", "exp(-1.01 * ") });
	};
`

// A GPU that computes something else than the CPU is not used.
func TestGPUThatFailsItsSelfTest(t *testing.T) {
	p := gpuThatBreaks(t, "backend=gpu", wrongKernels)
	p.small()
	p.untilSays("the GPU failed its self-test: the output is ")
	p.finiteOn("cpu")
}
