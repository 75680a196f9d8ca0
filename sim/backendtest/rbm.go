package backendtest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"backflow/sim"
	"backflow/sim/nn"
	"backflow/sim/ref"
)

// RunRBM holds an implementation of sim.RBM against the reference, and both
// against what they promise.
func RunRBM(t *testing.T, open func() sim.RBM) {
	for _, gaussian := range []bool{false, true} {
		for _, size := range [][3]int{{1, 1, 1}, {7, 5, 3}, {40, 33, 32}} {
			p := rbmProblem(size[0], size[1], size[2], gaussian)
			t.Run(fmt.Sprintf("%d-%d batch %d gaussian %v", size[0], size[1], size[2], gaussian), func(t *testing.T) {
				rbmAgrees(t, open(), p)
				rbmRepeats(t, open, p)
				rbmLearns(t, open(), p)
			})
		}
	}
}

// rbmExamples is divided by no batch above but 1.
const rbmExamples = 100

// rbmProblem has examples with something to learn: one hidden cause that moves
// all units of an example.
func rbmProblem(visible, hidden, batch int, gaussian bool) sim.RBMProblem {
	r := nn.Stream(11, nn.UseData, visible)
	p := sim.RBMProblem{Visible: visible, Hidden: hidden, Gaussian: gaussian, Batch: batch, Seed: 3, B: make([]float32, hidden)}
	for range hidden * visible {
		p.W = append(p.W, float32(r.NormFloat64()/math.Sqrt(float64(visible))))
	}
	for range rbmExamples {
		cause := r.NormFloat64()
		for j := range visible {
			x := cause*math.Cos(float64(j)) + 0.3*r.NormFloat64()
			if !gaussian {
				x = 1 / (1 + math.Exp(-3*x))
			}
			p.X = append(p.X, float32(x))
		}
	}
	return p
}

// rbmAgrees compares a dozen steps with the reference's.
func rbmAgrees(t *testing.T, m sim.RBM, p sim.RBMProblem) {
	t.Helper()
	peer := ref.NewRBM()
	m.Reset(p)
	peer.Reset(p)
	c := comparer{t: t, tol: Float32Tolerance, floor: 1e-6}
	for range 12 {
		got, want := m.Observe(), peer.Observe()
		if got.Step != want.Step {
			t.Fatalf("at step %d, want %d", got.Step, want.Step)
		}
		c.number("error", got.Error, want.Error, want.Error)
		c.tensor("W", got.W, want.W)
		c.tensor("B", got.B, want.B)
		m.Train(1)
		peer.Train(1)
	}
}

// rbmRepeats holds that nothing but problem and steps decides: not how the
// steps are spread over calls, not a look between them, not what went before.
func rbmRepeats(t *testing.T, open func() sim.RBM, p sim.RBMProblem) {
	t.Helper()
	whole, pieces := open(), open()
	whole.Reset(p)
	whole.Train(30)
	pieces.Reset(p)
	pieces.Train(5)
	pieces.Reset(p)
	for range 3 {
		pieces.Train(10)
		pieces.Observe()
	}
	a, b := whole.Observe(), pieces.Observe()
	if a.Step != 30 || b.Step != 30 || a.Error != b.Error || !slices.Equal(a.W, b.W) || !slices.Equal(a.B, b.B) {
		t.Error("the same problem and as many steps give other numbers")
	}
}

// rbmLearns holds that reconstructions become better, where there is more than
// one unit to learn from.
func rbmLearns(t *testing.T, m sim.RBM, p sim.RBMProblem) {
	t.Helper()
	if p.Visible == 1 {
		return
	}
	m.Reset(p)
	before := m.Observe().Error
	m.Train(400)
	if after := m.Observe().Error; !(after < 0.9*before) {
		t.Errorf("reconstruction error went from %v to %v", before, after)
	}
}
