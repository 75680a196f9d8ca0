//go:build !unix && !simd

package cpu

import (
	"testing"

	"backflow/sim/backend/cpu/simd"
)

// Go's own host for wasm does not provide the kernels: see machine_simd_test.go.
// Elsewhere simdtest is for Unix only.

func exactMachines(testing.TB) []simd.Machine { return nil }
func fusedMachines(testing.TB) []simd.Machine { return nil }

func bestMachine(testing.TB) simd.Machine { return nil }
