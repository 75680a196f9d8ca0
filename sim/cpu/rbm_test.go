package cpu

import (
	"os"
	"testing"

	"backflow/sim"
	"backflow/sim/backendtest"
	"backflow/sim/nn"
)

func TestRBMConformance(t *testing.T) {
	backendtest.RunRBM(t, func() sim.RBM { return NewRBM() })
}

// goldenRBM are fingerprints of weights and hidden biases after goldenSteps,
// native and in wasm: see golden.
var goldenRBM = map[bool]uint64{false: 0xa084943443684f46, true: 0x536bb234bffe52b2}

func TestRBMGolden(t *testing.T) {
	for _, gaussian := range []bool{false, true} {
		p := sim.RBMProblem{Visible: 37, Hidden: 41, Gaussian: gaussian, Batch: 32, Seed: 9, B: make([]float32, 41)}
		r := nn.Stream(9, nn.UseData, 0)
		for range 37 * 41 {
			p.W = append(p.W, float32(r.Float64()-0.5))
		}
		for range 37 * 100 {
			p.X = append(p.X, float32(r.Float64()))
		}
		m := NewRBM()
		m.Reset(p)
		m.Train(goldenSteps)
		o := m.Observe()
		switch got := hashFloats(append(o.W, o.B...)); {
		case os.Getenv("UPDATE_GOLDEN") != "":
			t.Logf("\t%v: %#016x,", gaussian, got)
		case got != goldenRBM[gaussian]:
			t.Errorf("gaussian %v: parameters have fingerprint %#016x, want %#016x", gaussian, got, goldenRBM[gaussian])
		}
	}
}
