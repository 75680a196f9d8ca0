//go:build js && simd

package session_test

import (
	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/cpu/simd"
)

func init() {
	machine := simd.Load()
	newCPU = func() backend.Backend { return cpu.New().On(machine) }
}
