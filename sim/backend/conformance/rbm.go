package conformance

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/ref"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// RunRBM holds an implementation of backend.RBM against the reference, and both
// against what they promise.
func RunRBM(t *testing.T, open func() backend.RBM) {
	for _, gaussian := range []bool{false, true} {
		for _, size := range [][3]int{{1, 1, 1}, {7, 5, 3}, {40, 33, 32}} {
			p := rbmProblem(size[0], size[1], size[2], gaussian)
			t.Run(fmt.Sprintf("%d-%d batch %d gaussian %v", size[0], size[1], size[2], gaussian), func(t *testing.T) {
				m := open()
				defer m.Close()
				rbmAgrees(t, m, p)
				rbmRepeats(t, open, p)
				rbmLearns(t, m, p)
				rbmDiverges(t, m, p)
			})
		}
	}
}

// rbmExamples is divided by no batch above but 1.
const rbmExamples = 100

// rbmProblem has examples with something to learn: one hidden cause that moves
// all units of an example.
func rbmProblem(visible, hidden, batch int, gaussian bool) backend.RBMProblem {
	r := nn.Stream(11, nn.UseData, visible)
	p := backend.RBMProblem{Visible: visible, Hidden: hidden, Gaussian: gaussian, Batch: batch, Seed: 3, B: make([]float32, hidden)}
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
func rbmAgrees(t *testing.T, m backend.RBM, p backend.RBMProblem) {
	t.Helper()
	peer := ref.NewRBM()
	restart(t, m, p)
	restart(t, peer, p)
	c := comparer{t: t, tol: Float32Tolerance, floor: 1e-6}
	for range 12 {
		got, want := look(t, m), look(t, peer)
		if got.Step != want.Step {
			t.Fatalf("at step %d, want %d", got.Step, want.Step)
		}
		c.number("error", got.Error, want.Error, want.Error)
		c.tensor("W", got.W, want.W)
		c.tensor("B", got.B, want.B)
		advance(t, m, 1)
		advance(t, peer, 1)
	}
}

// rbmRepeats holds that nothing but problem and steps decides: not how the
// steps are spread over calls, not a look between them, not what went before.
func rbmRepeats(t *testing.T, open func() backend.RBM, p backend.RBMProblem) {
	t.Helper()
	whole, pieces := open(), open()
	defer whole.Close()
	defer pieces.Close()
	restart(t, whole, p)
	advance(t, whole, 30)
	restart(t, pieces, p)
	advance(t, pieces, 5)
	restart(t, pieces, p)
	for range 3 {
		advance(t, pieces, 10)
		look(t, pieces)
	}
	a, b := look(t, whole), look(t, pieces)
	if a.Step != 30 || b.Step != 30 || a.Error != b.Error || !slices.Equal(a.W, b.W) || !slices.Equal(a.B, b.B) {
		t.Error("the same problem and as many steps give other numbers")
	}
}

// rbmLearns holds that reconstructions become better, where there is more than
// one unit to learn from.
func rbmLearns(t *testing.T, m backend.RBM, p backend.RBMProblem) {
	t.Helper()
	if p.Visible == 1 {
		return
	}
	restart(t, m, p)
	before := look(t, m).Error
	advance(t, m, 400)
	if after := look(t, m).Error; !(after < 0.9*before) {
		t.Errorf("reconstruction error went from %v to %v", before, after)
	}
}

// rbmDiverges holds that a machine whose numbers leave float32 says so.
func rbmDiverges(t *testing.T, m backend.RBM, p backend.RBMProblem) {
	t.Helper()
	if !p.Gaussian {
		return
	}
	p.X = slices.Clone(p.X)
	for i := range p.X {
		p.X[i] *= 1e30
	}
	restart(t, m, p)
	advance(t, m, 3)
	if o := look(t, m); num.Finite(o.Error) && o.Error < 1e15 {
		t.Errorf("after values of 1e30 the reconstruction error is %v", o.Error)
	}
}

func restart(t *testing.T, m backend.RBM, p backend.RBMProblem) {
	t.Helper()
	if err := m.Reset(p); err != nil {
		t.Fatalf("Reset: %v", err)
	}
}

func advance(t *testing.T, m backend.RBM, steps int) {
	t.Helper()
	if err := m.Train(steps); err != nil {
		t.Fatalf("Train: %v", err)
	}
}

func look(t *testing.T, m backend.RBM) backend.RBMObservation {
	t.Helper()
	o, err := m.Observe()
	if err != nil {
		t.Fatalf("Observe: %v", err)
	}
	return o
}
