//go:build js && wasm

package main

import (
	"context"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/gpu"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/text"
	"backflow/wasm/port"
)

// gpuWait is how long the choice of a GPU may hold up training before it goes
// on on the CPU: too short to be noticed.
const gpuWait = 100 * time.Millisecond

// longPass is how long a pass through a large network may keep messages
// waiting: a quarter of what feels slow.
const longPass = 25 * time.Millisecond

func (e *engine) openCPU() backend.Backend { return cpu.NewInterruptible(e.interrupted).On(kernels) }

// kernels compute with the browser's vectors; nil where it has none.
var kernels = simd.Load()

func init() { simd.Install(kernels) }

// interrupted lets messages in, in the midst of a pass that takes long, and
// reports whether there is a command among them for which to give it up.
func (e *engine) interrupted() bool {
	if time.Since(e.lastRest) < longPass {
		return false
	}
	e.yielder.Yield()
	e.lastRest = time.Now()
	urgent := e.urgent
	e.urgent = false // once is enough
	return urgent
}

// openGPU opens a device in place of the one from before, if there was one.
func (e *engine) openGPU(ctx context.Context) (backend.GPU, error) {
	defer e.inbox.wake() // training may be paused and nothing else come
	if why := port.GPUAbsence(); !why.Empty() {
		return nil, why
	}
	e.closeGPU()
	opened, err := gpu.Open(ctx, &device.Host{Describe: e.describeGPU, Compile: port.CompileAhead})
	if err != nil {
		return nil, err
	}
	// That one was lost only the worker's JavaScript can see.
	port.OnGPUFailure(func(kind string, reason text.Message) { opened.Fail(gpu.Failure(kind), reason) })
	e.device = opened
	return openedGPU{opened, e}, nil
}

// openedGPU implements backend.GPU. What it was asked to do makes the loop go round
// when it is done.
type openedGPU struct {
	*gpu.Device
	e *engine
}

func (g openedGPU) Prepare(trials []backend.Trial) error {
	defer g.e.inbox.wake()
	return g.Device.Prepare(trials)
}

func (g openedGPU) Test() error {
	defer g.e.inbox.wake()
	err := gpu.SelfTest(g.Device, func() backend.Backend { return cpu.New().On(kernels) })
	if err != nil && g.Device == g.e.device {
		g.e.closeGPU()
	}
	return err
}

func (e *engine) closeGPU() {
	if e.device != nil {
		e.device.Close()
		e.device = nil
	}
}

func (e *engine) describeGPU() (name string, software bool) {
	name, e.software = port.GPUAdapter()
	return name, e.software
}
