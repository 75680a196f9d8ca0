//go:build js && simd

package cpu

import (
	"testing"

	"backflow/sim/backend/cpu/simd"
)

func exactMachines(t testing.TB) []simd.Machine {
	m := simd.LoadPlain()
	if m == nil {
		t.Fatal("this host has no SIMD")
	}
	return []simd.Machine{m}
}

func fusedMachines(t testing.TB) []simd.Machine {
	m := simd.Load()
	if m == nil || m.Name() == "SIMD" {
		t.Fatal("this host has no relaxed SIMD")
	}
	return []simd.Machine{m}
}

func bestMachine(testing.TB) simd.Machine { return simd.Load() }
