//go:build js && wasm

// Command engine trains. It runs in a dedicated worker, so that a page stays
// responsive whatever it trains, and may be killed and started anew. The
// protocol stands in package port.
package main

import (
	"context"
	"fmt"

	"backflow/sim"
	"backflow/sim/cpu"
	"backflow/sim/gpu"
	"backflow/wasm/port"
)

func main() {
	page := port.Worker()
	defer func() {
		if r := recover(); r != nil {
			page.Send("fatal", port.Fields{"phase": "run", "text": fmt.Sprintf("The engine stopped: %v.", r)})
		}
	}()
	newEngine(page, sim.Openers{CPU: openCPU, GPU: openGPU, RBM: openRBM, Data: openData}).run(context.Background())
}

func openCPU() sim.Backend { return cpu.New() }

func openRBM() sim.RBM { return cpu.NewRBM() }

// openGPU finds a device that agrees with the CPU. What it is called, and that
// it was lost, only the worker's JavaScript can see.
func openGPU(ctx context.Context) (func() sim.Backend, error) {
	if reason := port.GPUAbsence(); reason != "" {
		return nil, fmt.Errorf("%s", reason)
	}
	device, err := gpu.Open(ctx)
	if err != nil {
		return nil, err
	}
	device.SetAdapterName(port.GPUAdapter())
	port.OnGPULost(device.MarkLost)
	if err := gpu.SelfTest(device, openCPU); err != nil {
		device.Close()
		return nil, err
	}
	return device.NewBackend, nil
}
