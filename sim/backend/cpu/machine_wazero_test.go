//go:build unix

package cpu

import (
	"testing"

	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/cpu/simd/simdtest"
)

// exactMachines are those whose results are the same to the bit as the loops'.
func exactMachines(t testing.TB) []simd.Machine { return []simd.Machine{simdtest.NewMachine(t)} }

// fusedMachines are those that round a product and a sum once.
func fusedMachines(testing.TB) []simd.Machine { return nil }

// bestMachine is what benchmarks run on: natively gonum's assembly.
func bestMachine(testing.TB) simd.Machine { return nil }
