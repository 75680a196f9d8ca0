package cpu

import (
	"os"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/conformance"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/nn"
)

func TestRBMConformance(t *testing.T) {
	machines := append([]simd.Machine{nil}, exactMachines(t)...)
	for _, m := range append(machines, fusedMachines(t)...) {
		conformance.RunRBM(t, func() backend.RBM { return New().On(m).NewRBM() })
	}
}

// goldenRBM are fingerprints of weights and hidden biases after goldenSteps, by
// whether visible units are Gaussian: native, in wasm, and with SIMD kernels.
// See golden.
var goldenRBM = map[bool]uint64{false: 0x9972648995783dcd, true: 0x980e96c83904760a}

func TestRBMGolden(t *testing.T) {
	for _, m := range append([]simd.Machine{nil}, exactMachines(t)...) {
		for _, gaussian := range []bool{false, true} {
			r := New().On(m).NewRBM()
			r.Reset(goldenRBMProblem(gaussian)) // none of these can fail
			r.Train(goldenSteps)
			o, _ := r.Observe()
			switch got := hashFloats(append(o.W, o.B...)); {
			case os.Getenv("UPDATE_GOLDEN") != "":
				t.Logf("\t%v: %#016x,", gaussian, got)
			case got != goldenRBM[gaussian]:
				t.Errorf("gaussian %v, on %v: parameters have fingerprint %#016x, want %#016x", gaussian, m, got, goldenRBM[gaussian])
			}
		}
	}
}

func goldenRBMProblem(gaussian bool) backend.RBMProblem {
	const visible, hidden, examples = 37, 41, 100
	p := backend.RBMProblem{Visible: visible, Hidden: hidden, Gaussian: gaussian, Batch: 32, Seed: 9, B: make([]float32, hidden)}
	r := nn.Stream(9, nn.UseData, 0)
	for range hidden * visible {
		p.W = append(p.W, float32(r.Float64()-0.5))
	}
	for range examples * visible {
		p.X = append(p.X, float32(r.Float64()))
	}
	return p
}
